package io.minibit.cli;

import io.minibit.metainfo.Torrent;
import io.minibit.storage.StorageException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine.Model.CommandSpec;

/** {@code verify}: compares data on disk with a torrent, and changes nothing. */
final class VerifyCommand implements Command {
  private String torrentFile;
  private String folder;
  private boolean json;

  private final Console console;

  VerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public CommandSpec spec() {
    return new CommandWords("verify", this)
        .description(
            "Checks data on disk piece by piece; ends with 0 only when all of it is good.",
            "Names the files and pieces that are not. Changes nothing.")
        .word("F.torrent", word -> torrentFile = word, "The torrent file.")
        .word(
            "DIR",
            word -> folder = word,
            "The folder that holds the file or folder which the torrent names.")
        .flag(
            "--json",
            yes -> json = yes,
            "Print JSON objects, one a faulty file and one in the end, and nothing else.")
        .examples("  minibit verify holiday.torrent Videos      where Videos holds holiday.mp4")
        .spec();
  }

  @Override
  public Integer call() {
    if (json) {
      console.jsonOnly();
    }
    Torrent torrent = TorrentArgument.read(torrentFile);
    Path directory = Paths.parse(folder);
    if (!Files.isDirectory(directory)) {
      throw new CliFailure(folder + ": no such folder");
    }
    if (torrent.info().v1Hashes().isEmpty() && !torrent.layers().isComplete()) {
      throw new CliFailure(
          torrentFile + ": has no hashes of pieces (piece layers), so nothing can be checked");
    }
    Verification result = check(torrent, directory);
    print(torrent, result);
    if (!result.isGood()) {
      throw new CliFailure(failure(torrent, result));
    }
    return ExitCode.DONE;
  }

  private Verification check(Torrent torrent, Path directory) {
    int threads = Runtime.getRuntime().availableProcessors();
    ExecutorService helpers = Executors.newFixedThreadPool(threads);
    try (var bar = new ProgressBar(console, torrent.name(), torrent.totalLength())) {
      return Verification.run(torrent, directory, helpers, threads, bar::update);
    } catch (StorageException e) {
      throw new CliFailure(e.getMessage());
    } catch (IOException e) {
      throw new CliFailure(folder + ": " + e.getMessage());
    } finally {
      helpers.shutdownNow();
    }
  }

  private void print(Torrent torrent, Verification result) {
    result.faulty().forEach(json ? this::printJson : this::printLine);
    int pieces = torrent.pieces().pieceCount();
    if (json) {
      console.json(
          new JsonObject()
              .put("name", torrent.name())
              .put("id", torrent.hashes().id().hex())
              .put("size", torrent.totalLength())
              .put("pieces", pieces)
              .put("badPieces", result.badPieces())
              .put("badFiles", result.faulty().size())
              .put("verified", result.isGood())
              .encode());
    } else if (result.isGood()) {
      console.line(
          Style.GREEN,
          torrent.name()
              + ": all "
              + pieces
              + " pieces verified, "
              + Quantity.bytes(torrent.totalLength()));
    }
  }

  private void printLine(Verification.FaultyFile file) {
    String sizes = file.size() + " of " + file.file().length() + " bytes";
    String what =
        switch (file.fault()) {
          case MISSING -> "missing";
          case SHORT -> "too short, " + sizes;
          case LONG -> "too long, " + sizes;
          case DAMAGED -> "damaged";
        };
    String pieces = file.bad().pieces().isEmpty() ? "" : ": bad pieces " + file.bad();
    console.line(file.file().path() + ": " + what + pieces);
  }

  private void printJson(Verification.FaultyFile file) {
    console.json(
        new JsonObject()
            .put("path", file.file().path())
            .put("fault", file.fault().name().toLowerCase(Locale.ROOT))
            .put("size", file.size())
            .put("expected", file.file().length())
            .put("badPieces", file.bad().json())
            .encode());
  }

  private static String failure(Torrent torrent, Verification result) {
    return torrent.name()
        + ": not as the torrent says: "
        + result.badPieces()
        + " of "
        + torrent.pieces().pieceCount()
        + " pieces, files: "
        + result.faulty().size();
  }
}
