package io.minibit.api;

/**
 * What happened to a transfer, published at {@link Addresses#EVENTS}: on the wire one flat object
 * of {@code type}, {@code node} and the transfer's own fields.
 *
 * @param type what happened
 * @param node the name of the node it happened on
 * @param transfer as it was at that moment
 */
public record Event(Type type, String node, Transfer transfer) {

  /** What happened. */
  public enum Type {
    ADDED,
    /** At most twice a second for each transfer. */
    PROGRESS,
    COMPLETED,
    FAILED,
    REMOVED,
    /** The state is another one. */
    STATE
  }
}
