package io.minibit.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;

/** Opens the channels of content; tests put a disk of their own making here. */
@FunctionalInterface
interface ChannelOpener {
  /** That of the platform. */
  ChannelOpener PLATFORM = FileChannel::open;

  FileChannel open(Path file, Set<? extends OpenOption> options) throws IOException;
}
