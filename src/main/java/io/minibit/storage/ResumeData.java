package io.minibit.storage;

import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;

/**
 * What is known of a torrent's content on disk and survives the process. Everything that it claims
 * was synced before it was written.
 *
 * @param id the torrent's info hash in hex
 * @param pieceCount of the torrent
 * @param have the pieces that are verified
 * @param unchecked pieces whose bytes must be checked before anything else is done with them
 * @param partial by piece, the blocks that are in the files
 * @param files by place in the torrent's list
 * @param writing whether the process was writing content when it last wrote this, so that files may
 *     be there, or be newer, without anyone else having touched them
 * @param settings of the transfer, for its owner to use
 */
record ResumeData(
    String id,
    int pieceCount,
    BitSet have,
    BitSet unchecked,
    SortedMap<Integer, BitSet> partial,
    List<FileRecord> files,
    boolean writing,
    SortedMap<String, String> settings) {

  /**
   * What was known of a file.
   *
   * @param stamp its size and time, or null if it was not there
   * @param foreign whether it was there before the transfer, and is not yet known to hold any of it
   */
  record FileRecord(FileStamp stamp, boolean foreign) {
    static final FileRecord ABSENT = new FileRecord(null, false);
  }
}
