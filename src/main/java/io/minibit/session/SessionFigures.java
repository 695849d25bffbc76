package io.minibit.session;

import io.minibit.storage.StorageFigures;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * What the disk does for all transfers of a peer, as it is whenever it is asked, by any thread.
 *
 * @param storage what was done since the start
 * @param waitingTasks work that waits for a disk thread now
 * @param bytesToDisk that came from peers and are not on disk yet
 * @param bytesToPeers that were read, or are about to be, and have not left yet
 */
public record SessionFigures(
    StorageFigures storage,
    IntSupplier waitingTasks,
    LongSupplier bytesToDisk,
    LongSupplier bytesToPeers) {}
