package io.minibit.session;

import io.minibit.bencode.Bencode;
import io.minibit.bencode.BencodeException;
import io.minibit.bencode.BencodeValue;
import io.minibit.bencode.BencodeWriter;
import io.minibit.storage.DurableFile;
import io.minibit.swarm.TokenBucket;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How fast all transfers of a session together may be, which outlives the session where its
 * transfers do. Confined to the session's context; the disk is worked on elsewhere.
 */
final class SessionLimits {
  private static final Logger log = LoggerFactory.getLogger(SessionLimits.class);

  /** Far more than two numbers need. */
  private static final int MAX_LENGTH = 1024;

  private final TokenBucket download;
  private final TokenBucket upload;
  private final Path file;
  private final Disk disk;
  private Rates rates = new Rates(TokenBucket.UNLIMITED, TokenBucket.UNLIMITED);

  /** Succeeds when all that was begun is done. */
  private Future<Void> last = Future.succeededFuture();

  /** Bytes a second. */
  private record Rates(long download, long upload) {}

  /**
   * No limits.
   *
   * @param file keeps them for the next session; null where they are not kept
   */
  SessionLimits(TokenBucket download, TokenBucket upload, Path file, Disk disk) {
    this.download = download;
    this.upload = upload;
    this.file = file;
    this.disk = disk;
  }

  /** Sets those of the session before. */
  Future<Void> recall() {
    if (file == null) {
      return Future.succeededFuture();
    }
    return disk.run(file, this::read)
        .onSuccess(this::apply)
        .onFailure(cause -> log.warn("earlier limits do not come back: {}", cause.getMessage()))
        .transform(tried -> Future.succeededFuture());
  }

  private Rates read() throws IOException {
    try {
      if (Files.size(file) > MAX_LENGTH) {
        throw new IllegalArgumentException("too long");
      }
      BencodeValue root = Bencode.decode(Files.readAllBytes(file));
      return new Rates(rate(root, "download"), rate(root, "upload"));
    } catch (NoSuchFileException none) {
      return rates;
    } catch (BencodeException | IllegalArgumentException damaged) {
      throw new IOException("it is damaged; set the limits anew", damaged);
    }
  }

  private static long rate(BencodeValue root, String key) {
    BencodeValue rate = root.get(key);
    if (rate == null || rate.asLong() < 0) {
      throw new IllegalArgumentException("no " + key);
    }
    return rate.asLong();
  }

  /** Sets them from now on; null leaves one as it is. */
  void set(Long down, Long up) {
    apply(new Rates(down == null ? rates.download : down, up == null ? rates.upload : up));
    if (file != null) {
      Rates now = rates;
      last =
          last.compose(before -> disk.run(file, () -> write(now)))
              .onFailure(cause -> log.warn("the limits will not come back: {}", cause.getMessage()))
              .otherwiseEmpty();
    }
  }

  private void apply(Rates fresh) {
    rates = fresh;
    download.setRate(fresh.download);
    upload.setRate(fresh.upload);
  }

  private Void write(Rates now) throws IOException {
    if (now.download == TokenBucket.UNLIMITED && now.upload == TokenBucket.UNLIMITED) {
      Files.deleteIfExists(file);
    } else {
      Files.createDirectories(file.getParent());
      BencodeWriter out = new BencodeWriter().beginDictionary();
      out.key("download").integer(now.download).key("upload").integer(now.upload);
      DurableFile.replace(file, out.end().toByteArray());
    }
    return null;
  }

  /** Succeeds when all is on disk. */
  Future<Void> settled() {
    return last;
  }
}
