package io.minibit.storage;

import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * What a file's size and time of last change were: how a change by another program is noticed.
 *
 * @param size in bytes
 * @param modified nanoseconds since 1970, as exact as the file system tells them
 */
record FileStamp(long size, long modified) {
  static FileStamp of(BasicFileAttributes attributes) {
    return new FileStamp(attributes.size(), attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
  }
}
