package io.minibit.transport;

/** Answers those who ask for a file by its bare name. */
@FunctionalInterface
public interface NameHandler {
  /**
   * A name was asked for. Called on the listener's context.
   *
   * @param name as it came, at most {@link io.minibit.wire.FirstBytes#MAX_NAME} bytes of UTF-8
   * @param connection to be answered exactly once; answering closes it
   */
  void requested(String name, NameConnection connection);
}
