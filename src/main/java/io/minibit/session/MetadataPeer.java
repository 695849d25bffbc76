package io.minibit.session;

/** What a {@link MetadataFetch} knows of one peer; it is asked for blocks by their numbers. */
final class MetadataPeer extends AskedPeer<Integer> {
  private int size;

  /** How large its info dictionary is, as it says. */
  int size() {
    return size;
  }

  void claim(int bytes) {
    size = bytes;
  }
}
