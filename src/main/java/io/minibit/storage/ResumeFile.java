package io.minibit.storage;

import io.minibit.bencode.BencodeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Where the resume data of one torrent is kept: a file that is replaced as a whole, and beside it a
 * log of the pieces verified since. The log is not synced, and what it says is not believed: after
 * a crash its pieces are checked again, so that they are neither lost nor trusted.
 *
 * <p>A file that cannot be read as resume data is moved aside, never deleted.
 */
final class ResumeFile implements AutoCloseable {
  /** Bitfields, partial pieces and times of the largest torrent stay well below. */
  private static final long MAX_LENGTH = 64L << 20;

  private static final int MOST_ASIDE = 1000;

  private final Path file;
  private final Path log;
  private final FileChannel logChannel;
  private final BitSet logged = new BitSet();
  private String warning;

  private ResumeFile(Path file, Path log, FileChannel logChannel) {
    this.file = file;
    this.log = log;
    this.logChannel = logChannel;
  }

  /** Opens the place; its folder is made where it is missing. */
  static ResumeFile open(Path file) throws StorageException {
    Path log = file.resolveSibling(file.getFileName() + ".log");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      return new ResumeFile(
          file,
          log,
          FileChannel.open(
              log, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw StorageException.of("cannot open", log, e);
    }
  }

  /**
   * Reads the resume data.
   *
   * @param id of the torrent that it must be of
   * @param pieceCount likewise
   * @param fileCount likewise
   * @return nothing if there is none, or none that can be used: then {@link #warning} says why
   */
  Optional<ResumeData> load(String id, int pieceCount, int fileCount) throws StorageException {
    try {
      if (Files.size(file) > MAX_LENGTH) {
        return moveAside("is too long");
      }
      ResumeData data = ResumeCodec.decode(Files.readAllBytes(file));
      if (!data.id().equals(id)
          || data.pieceCount() != pieceCount
          || data.files().size() != fileCount) {
        return moveAside("is of another torrent");
      }
      return Optional.of(data);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (BencodeException e) {
      return moveAside("was cut short or damaged, " + e.getMessage());
    } catch (IllegalArgumentException | ArithmeticException | NoSuchElementException e) {
      return moveAside(e.getMessage());
    } catch (IOException e) {
      throw StorageException.of("cannot read", file, e);
    }
  }

  private Optional<ResumeData> moveAside(String why) throws StorageException {
    try {
      for (int i = 0; i < MOST_ASIDE; i++) {
        Path aside = file.resolveSibling(file.getFileName() + ".bad" + (i == 0 ? "" : "." + i));
        if (Files.notExists(aside)) {
          Files.move(file, aside);
          warning =
              file
                  + " "
                  + why
                  + "; moved aside to "
                  + aside.getFileName()
                  + ", the data is checked again";
          return Optional.empty();
        }
      }
    } catch (IOException e) {
      throw StorageException.of("cannot move aside", file, e);
    }
    throw new StorageException(
        StorageException.Reason.FAILED, file + " " + why + "; too many such files beside it");
  }

  /** Why the resume data that was there is not used, if so: one line for the log. */
  Optional<String> warning() {
    return Optional.ofNullable(warning);
  }

  /** Reads which pieces the log names; an entry that is cut short does not count. */
  BitSet loadLog(int pieceCount) throws StorageException {
    BitSet pieces = new BitSet();
    try {
      ByteBuffer buffer = ByteBuffer.allocate(8192);
      long at = 0;
      while (logChannel.read(buffer, at) > 0) {
        at += buffer.flip().remaining();
        while (buffer.remaining() >= Integer.BYTES) {
          int piece = buffer.getInt();
          if (piece >= 0 && piece < pieceCount) {
            pieces.set(piece);
          }
        }
        buffer.compact();
      }
      logChannel.position(at / Integer.BYTES * Integer.BYTES);
    } catch (IOException e) {
      throw StorageException.of("cannot read", log, e);
    }
    return pieces;
  }

  /** Notes that a piece was verified. */
  synchronized void append(int piece) throws StorageException {
    try {
      logChannel.write(ByteBuffer.allocate(Integer.BYTES).putInt(piece).flip());
      logged.set(piece);
    } catch (IOException e) {
      throw StorageException.of("cannot write", log, e);
    }
  }

  /** Replaces the resume data; what it claims is synced by now. */
  void save(ResumeData data) throws StorageException {
    try {
      DurableFile.replace(file, ResumeCodec.encode(data));
      forgetLogged(data.have());
    } catch (IOException e) {
      throw StorageException.of("cannot write", file, e);
    }
  }

  /**
   * Empties the log once the resume data has all that it names. While more pieces come, it grows by
   * four bytes a piece.
   */
  private synchronized void forgetLogged(BitSet have) throws IOException {
    logged.andNot(have);
    if (logged.isEmpty()) {
      logChannel.truncate(0);
    }
  }

  @Override
  public void close() throws StorageException {
    try {
      logChannel.close();
    } catch (IOException e) {
      throw StorageException.of("cannot close", log, e);
    }
  }
}
