package io.minibit.wire;

import io.netty.channel.FileRegion;

/**
 * A block on its way out (BEP 3), whose bytes the system sends from their file.
 *
 * @param content released by whoever gets the message
 */
public record FileBlock(int piece, int begin, FileRegion content) {}
