package io.minibit.transport;

import java.nio.channels.FileChannel;

/**
 * Bytes of a block as a part of a file, from where the system sends them without a copy for this
 * process (sendfile). They should be in memory, since nobody but the event loop can wait for them.
 *
 * @param channel open until {@code done}; not closed here
 * @param offset in bytes
 * @param length in bytes
 * @param done runs once, when the channel is no longer needed: the bytes have left, or never will
 * @param broken runs on the connection's context when sending failed, and not because this side had
 *     closed the connection: the file has fewer bytes than were promised, or the peer has gone
 */
public record FilePart(
    FileChannel channel, long offset, int length, Runnable done, Runnable broken) {}
