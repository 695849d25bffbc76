package io.minibit.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * What happened to a transfer, published at {@link Addresses#EVENTS}: on the wire one flat object
 * of {@code type}, {@code node} and the transfer's own fields.
 *
 * @param type what happened
 * @param node the name of the node it happened on
 * @param transfer as it was at that moment
 */
public record Event(Type type, String node, @JsonUnwrapped Transfer transfer) {

  /** What happened. */
  public enum Type {
    @JsonProperty("added")
    ADDED,
    /** At most twice a second for each transfer. */
    @JsonProperty("progress")
    PROGRESS,
    @JsonProperty("completed")
    COMPLETED,
    @JsonProperty("failed")
    FAILED,
    @JsonProperty("removed")
    REMOVED,
    /** The state is another one. */
    @JsonProperty("state")
    STATE
  }
}
