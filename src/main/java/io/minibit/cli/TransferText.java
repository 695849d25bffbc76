package io.minibit.cli;

import io.minibit.api.Transfer;

/** What is told of a transfer in the commands and in the menu alike. */
final class TransferText {
  private TransferText() {}

  /** Bytes that are there; what was received may be more, where a try had to be given up. */
  static long doneBytes(Transfer transfer) {
    Long size = transfer.size();
    return size == null ? transfer.downloaded() : Math.round(transfer.progress() * size);
  }

  /** Bytes in all, negative while unknown. */
  static long totalBytes(Transfer transfer) {
    return transfer.size() == null ? -1 : transfer.size();
  }

  /** Prints that all of it is on disk, where, and whether anybody knows that it is what it says. */
  static void printCompleted(Console console, Transfer transfer) {
    var text = new StringBuilder("Download complete: ").append(transfer.name());
    if (transfer.size() != null) {
      text.append(", ").append(Quantity.bytes(transfer.size()));
    }
    text.append(transfer.verified() ? ", verified" : "")
        .append(", in ")
        .append(transfer.directory());
    console.line(Style.GREEN, text.toString());
    if (!transfer.verified()) {
      console.note("unverified: no checksum is known for " + transfer.name());
    }
  }
}
