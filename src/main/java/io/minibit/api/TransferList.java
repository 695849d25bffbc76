package io.minibit.api;

import java.util.List;

/** The answer to {@code list}. */
public record TransferList(List<Transfer> transfers) {
  public TransferList {
    transfers = List.copyOf(transfers);
  }
}
