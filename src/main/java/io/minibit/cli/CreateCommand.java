package io.minibit.cli;

import io.minibit.metainfo.BuildSettings;
import io.minibit.metainfo.BuiltTorrent;
import io.minibit.metainfo.Credits;
import io.minibit.metainfo.InvalidTorrentException;
import io.minibit.metainfo.MagnetLink;
import io.minibit.metainfo.Sources;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentBuilder;
import io.minibit.storage.PartFile;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine.Model.CommandSpec;

/** {@code create}: makes a torrent of a file or a folder. */
final class CreateCommand implements Command {
  private final FormatOption format = new FormatOption();
  private String path;
  private String output;
  private Long pieceLength;
  private List<String> trackers = List.of();
  private List<String> webSeeds = List.of();
  private boolean isPrivate;
  private String comment = "";
  private boolean json;

  private final Console console;
  private final InstantSource clock;

  CreateCommand(Console console, InstantSource clock) {
    this.console = console;
    this.clock = clock;
  }

  @Override
  public CommandSpec spec() {
    return format
        .addTo(
            new CommandWords("create", this)
                .description(
                    "Makes a torrent of a file or a folder, named by the last element of PATH.",
                    "A file that is there already is never overwritten: where it is the same torrent, "
                        + "it is left as it is; otherwise the command fails. Links inside a folder are "
                        + "left out.")
                .word("PATH", word -> path = word, "The file or folder.")
                .option(
                    List.of("-o", "--output"),
                    "F.torrent",
                    word -> output = word,
                    "The torrent file to write; default: NAME.torrent in this folder."))
        .option(
            Long.class,
            List.of("--piece-length"),
            "N",
            number -> pieceLength = number,
            "Bytes in a piece, a power of two from",
            "16384 to 268435456; default: by size.")
        .repeated(
            List.of("-t", "--tracker"),
            "URL",
            words -> trackers = words,
            "A tracker to name in it; may be repeated, and is asked in this order.")
        .repeated(
            List.of("-w", "--web-seed"),
            "URL",
            words -> webSeeds = words,
            "A server that has the content; may be repeated.")
        .flag("--private", yes -> isPrivate = yes, "Peers may come from its trackers alone.")
        .option(List.of("--comment"), "S", word -> comment = word, "A comment to put in it.")
        .flag("--json", yes -> json = yes, "Print one JSON object that describes the torrent.")
        .examples(
            "  minibit create holiday.mp4                makes holiday.mp4.torrent here",
            "  minibit create photos -t udp://192.168.1.2:5000 -o /tmp/photos.torrent",
            "  minibit create disk.iso --v1 --piece-length 1048576")
        .spec();
  }

  @Override
  public Integer call() {
    if (json) {
      console.jsonOnly();
    }
    Path source = Paths.parse(path);
    Path target = target(source);
    BuildSettings settings = settings(target);
    BuiltTorrent built = build(source, settings, target);
    built.leftOut().forEach(file -> console.note("left out, no plain file: " + file));
    write(built, target);
    report(built.torrent(), target);
    return ExitCode.DONE;
  }

  private Path target(Path source) {
    if (source.getFileName() == null) {
      throw new CliFailure(path + ": has no name that a torrent could bear");
    }
    Path target = Paths.parse(output == null ? source.getFileName() + ".torrent" : output);
    // Said before the content is hashed, which may take long.
    if (Files.isDirectory(target)) {
      throw new CliFailure(target + ": is a folder; -o names the torrent file itself");
    }
    if (!Files.isDirectory(target.getParent())) {
      throw new CliFailure(target.getParent() + ": no such folder");
    }
    if (!Files.isWritable(target.getParent())) {
      throw new CliFailure(target.getParent() + ": permission denied");
    }
    return target;
  }

  private BuildSettings settings(Path target) {
    if (pieceLength != null && !BuildSettings.isPieceLength(pieceLength)) {
      throw CliFailure.usage(
          "--piece-length "
              + pieceLength
              + ": must be a power of two from "
              + BuildSettings.MIN_PIECE_LENGTH
              + " to "
              + BuildSettings.MAX_PIECE_LENGTH);
    }
    trackers.forEach(TrackerOptions::check);
    webSeeds.forEach(CreateCommand::checkWebSeed);
    return new BuildSettings(
        format.format(),
        pieceLength == null ? OptionalInt.empty() : OptionalInt.of(pieceLength.intValue()),
        isPrivate,
        new Sources(trackers.stream().map(List::of).toList(), webSeeds, List.of()),
        new Credits(comment, Version.text(), Optional.of(created(target))));
  }

  private static void checkWebSeed(String url) {
    try {
      URI uri = new URI(url);
      if (uri.getHost() != null && List.of("http", "https", "ftp").contains(uri.getScheme())) {
        return;
      }
    } catch (URISyntaxException malformed) {
      // Refused below, with what would have been right.
    }
    throw CliFailure.usage(url + ": a web seed is http://HOST/PATH");
  }

  /**
   * Now; but where the torrent is there already its own date, so that the same content and options
   * give the same bytes, and a repeated command finds them.
   */
  private Instant created(Path target) {
    Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
    if (!Files.exists(target)) {
      return now;
    }
    try {
      return TorrentArgument.parse(target).credits().created().orElse(now);
    } catch (InvalidTorrentException | IOException noTorrent) {
      throw otherContent(target);
    }
  }

  private static CliFailure otherContent(Path target) {
    return new CliFailure(
        target + ": is there with other content; remove it, or name another file with -o");
  }

  private BuiltTorrent build(Path source, BuildSettings settings, Path target) {
    int processors = Runtime.getRuntime().availableProcessors();
    ExecutorService executor = Executors.newFixedThreadPool(processors, CreateCommand::thread);
    try (ProgressBar bar = new ProgressBar(console, source.getFileName().toString(), -1)) {
      return new TorrentBuilder(source, settings, target)
          .build(
              executor,
              processors,
              (hashed, total) -> {
                bar.update(hashed, total);
                return true;
              });
    } catch (InvalidTorrentException e) {
      throw new CliFailure(path + ": no torrent can hold this: " + e.getMessage());
    } catch (IOException e) {
      throw FileFailure.of(e, path);
    } catch (InterruptedException e) {
      throw CliFailure.interrupted();
    } finally {
      executor.shutdown();
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "minibit-hash");
    thread.setDaemon(true);
    return thread;
  }

  private static void write(BuiltTorrent built, Path target) {
    try (PartFile file = PartFile.open(target)) {
      file.append(ByteBuffer.wrap(built.file()));
      file.finish();
    } catch (FileAlreadyExistsException e) {
      throw otherContent(target);
    } catch (IOException e) {
      throw FileFailure.writing(e, target.toString());
    }
  }

  private void report(Torrent torrent, Path target) {
    if (json) {
      JsonObject object = new JsonObject().put("file", target.toString());
      console.json(object.mergeIn(TorrentJson.summary(torrent)).encode());
      return;
    }
    console.line(Style.GREEN, "Created " + target);
    torrent.hashes().v1().ifPresent(hash -> console.line("Info hash v1  " + hash));
    torrent.hashes().v2().ifPresent(hash -> console.line("Info hash v2  " + hash));
    console.line("Magnet link   " + MagnetLink.of(torrent));
  }
}
