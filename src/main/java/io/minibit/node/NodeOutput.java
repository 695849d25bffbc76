package io.minibit.node;

/** Where a starting node speaks to the person. Called from any thread. */
public interface NodeOutput {
  /**
   * A door is open.
   *
   * @param line {@code listening <door> <host>:<port>}
   */
  void listening(String line);

  /** Something to know, such as a configured key that does nothing yet; one line. */
  void notice(String line);
}
