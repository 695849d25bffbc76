package io.minibit.swarm;

/** Why a connection is ended from our side. */
public enum DropReason {
  /** A message that the protocol forbids. */
  PROTOCOL_ERROR(true),
  /** It sent data that does not match the hashes; its address is banned. */
  CORRUPT_DATA(true),
  /** It sends blocks that nobody asked for. */
  UNREQUESTED_DATA(true),
  /** It asks for more than the queue holds, again and again. */
  REQUEST_FLOOD(true),
  /** It asks and does not read what it is sent. */
  NOT_READING(true),
  /** Nothing has come from it for too long. */
  TIMED_OUT(true),
  /** Neither end has anything for the other. Nobody's fault. */
  SEED_TO_SEED(false),
  /** It made room for a better one. Nobody's fault. */
  REPLACED(false);

  private final boolean fault;

  DropReason(boolean fault) {
    this.fault = fault;
  }

  /** Whether a reconnect should back off. */
  public boolean isFault() {
    return fault;
  }
}
