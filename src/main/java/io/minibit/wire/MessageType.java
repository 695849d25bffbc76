package io.minibit.wire;

/**
 * The messages and how long each may be. The limit is looked at before anything is stored, so a
 * peer cannot make this one allocate more than the message it names can hold.
 */
enum MessageType {
  CHOKE(0, 0, 0),
  UNCHOKE(1, 0, 0),
  INTERESTED(2, 0, 0),
  NOT_INTERESTED(3, 0, 0),
  HAVE(4, 4, 4),
  /** As many bits as there are pieces, as {@link Limits} knows them. */
  BITFIELD(5, 0, Integer.MAX_VALUE),
  REQUEST(6, 12, 12),
  /** Its own header and as many bytes as {@link Limits#maxBlock}. */
  PIECE(7, 8, Integer.MAX_VALUE),
  CANCEL(8, 12, 12),
  PORT(9, 2, 2),
  SUGGEST(13, 4, 4),
  HAVE_ALL(14, 0, 0),
  HAVE_NONE(15, 0, 0),
  REJECT(16, 12, 12),
  ALLOWED_FAST(17, 4, 4),
  EXTENDED(20, 1, Limits.MAX_EXTENDED),
  HASH_REQUEST(21, Limits.HASH_RANGE, Limits.HASH_RANGE),
  HASHES(22, Limits.HASH_RANGE, Limits.HASH_RANGE + Limits.MAX_HASHES),
  HASH_REJECT(23, Limits.HASH_RANGE, Limits.HASH_RANGE);

  private static final MessageType[] BY_ID = new MessageType[24];

  static {
    for (MessageType type : values()) {
      BY_ID[type.id] = type;
    }
  }

  final int id;
  final int minBody;
  final int maxBody;

  MessageType(int id, int minBody, int maxBody) {
    this.id = id;
    this.minBody = minBody;
    this.maxBody = maxBody;
  }

  /** Null for a message that nobody here knows. */
  static MessageType of(int id) {
    return id < BY_ID.length ? BY_ID[id] : null;
  }
}
