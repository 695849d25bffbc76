package io.minibit.simulation;

/**
 * What a node is like.
 *
 * @param up bytes a second
 * @param down bytes a second
 * @param delay nanoseconds from it to the middle of the network
 */
record NodeKind(double up, double down, long delay, Behaviour behaviour) {
  private static final long MILLISECOND = 1_000_000;

  /** 100 Mbit/s each way. */
  static NodeKind lan() {
    return new NodeKind(12.5e6, 12.5e6, MILLISECOND / 4, Behaviour.HONEST);
  }

  /** A home line: much down, little up. */
  static NodeKind home() {
    return new NodeKind(0.5e6, 5e6, 15 * MILLISECOND, Behaviour.HONEST);
  }

  NodeKind who(Behaviour other) {
    return new NodeKind(up, down, delay, other);
  }
}
