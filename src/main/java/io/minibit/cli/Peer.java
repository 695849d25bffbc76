package io.minibit.cli;

import io.minibit.api.PeerRequest;
import io.minibit.api.SeederList;
import io.minibit.api.Transfer;
import io.minibit.api.TransferList;
import io.vertx.core.Future;

/**
 * The requests that commands and menu make of a node's peer. Futures fail with {@link PeerFailure}.
 */
interface Peer {
  /** Shares a file or folder; answers when it is hashed. */
  Future<Transfer> share(PeerRequest.Share request);

  /** Begins a download. */
  Future<Transfer> get(PeerRequest.Get request);

  /** Who has that name. */
  Future<SeederList> seeders(String name);

  /** All transfers. */
  Future<TransferList> list();
}
