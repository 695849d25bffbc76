package io.minibit.cli;

import io.minibit.api.Event;
import io.minibit.api.PeerRequest;
import io.minibit.api.SeederList;
import io.minibit.api.Transfer;
import io.minibit.api.TransferList;
import io.minibit.api.TransferState;
import io.vertx.core.Future;
import java.util.function.Consumer;

/**
 * What the menu says and does, a line of input at a time. A node that has nothing yet may seed or
 * leech; from its first download on it is a seeder, and the menu follows. Each request runs to its
 * end before the next line is taken, and whatever goes wrong, a menu comes back.
 *
 * <p>No thread of its own; all methods, and the answers of the peer, come on one context.
 */
final class Menu {
  /** The menus there are, as they are shown. */
  private enum Page {
    TOP("1. Seeder 2. Leecher 3. Exit"),
    LEECHER("1. Download file 2. Get list of seeders 3. Back"),
    SEEDER_TOP("1. Seeder 2. Exit"),
    SEEDER("1. Seed another file 2. View active seeding files 3. Exit");

    private final String options;

    Page(String options) {
      this.options = options;
    }
  }

  private final Console console;
  private final Peer peer;
  private final Runnable exit;
  private final Runnable ready;

  private Page page = Page.TOP;
  private Consumer<String> question;
  private MenuDownload download;
  private boolean busy;
  private boolean left;

  /**
   * A menu at its top.
   *
   * @param exit called once, when the person leaves
   * @param ready called whenever the menu has become ready for a line
   */
  Menu(Console console, Peer peer, Runnable exit, Runnable ready) {
    this.console = console;
    this.peer = peer;
    this.exit = exit;
    this.ready = ready;
  }

  /** Shows the first menu. */
  void open() {
    show(Page.TOP);
  }

  /** Whether it waits for a line. */
  boolean isReady() {
    return !busy && !left;
  }

  /** A line was typed; only when ready. */
  void line(String line) {
    String text = line.strip();
    Consumer<String> asked = question;
    if (asked == null) {
      choose(text);
    } else if (text.isEmpty()) {
      invalid();
    } else {
      question = null;
      busy = true;
      asked.accept(text);
    }
  }

  /** Something happened to a transfer of this node. */
  void event(Event event) {
    if (download != null) {
      download.event(event);
    }
  }

  private void choose(String option) {
    switch (page) {
      case TOP -> {
        switch (option) {
          case "1" -> ask("File to share:", this::share);
          case "2" -> show(Page.LEECHER);
          case "3" -> leave();
          default -> invalid();
        }
      }
      case LEECHER -> {
        switch (option) {
          case "1" -> ask("File to download:", this::download);
          case "2" -> ask("File whose seeders to list:", this::listSeeders);
          case "3" -> show(Page.TOP);
          default -> invalid();
        }
      }
      case SEEDER_TOP -> {
        switch (option) {
          case "1" -> show(Page.SEEDER);
          case "2" -> leave();
          default -> invalid();
        }
      }
      case SEEDER -> {
        switch (option) {
          case "1" -> ask("File to share:", this::share);
          case "2" -> listSeeding();
          case "3" -> show(Page.SEEDER_TOP);
          default -> invalid();
        }
      }
    }
  }

  private void share(String file) {
    whenAnswered(
        file,
        peer.share(new PeerRequest.Share(file, null, null, null)),
        transfer -> console.line(Style.GREEN, "Now seeding " + transfer.name()));
  }

  private void listSeeders(String name) {
    whenAnswered(name, peer.seeders(name), found -> printSeeders(name, found));
  }

  private void printSeeders(String name, SeederList found) {
    if (found.seeders().isEmpty()) {
      console.line(Style.RED, "File not found: nobody seeds " + name);
    }
    for (SeederList.Seeder seeder : found.seeders()) {
      console.line(HostPort.text(seeder.ip(), seeder.port()));
    }
  }

  private void listSeeding() {
    busy = true;
    whenAnswered("", peer.list(), this::printSeeding);
  }

  private void printSeeding(TransferList all) {
    boolean any = false;
    for (Transfer transfer : all.transfers()) {
      if (transfer.state() == TransferState.SEEDING) {
        console.line(transfer.name());
        any = true;
      }
    }
    if (!any) {
      console.line("No file is being seeded");
    }
  }

  private void download(String name) {
    console.line("Downloading " + name);
    download = new MenuDownload(console);
    download
        .end()
        .onSuccess(
            transfer -> {
              download = null;
              TransferText.printCompleted(console, transfer);
              page = Page.SEEDER_TOP;
              show(page);
            })
        .onFailure(
            cause -> {
              download = null;
              printFailure(name, cause);
              show(page);
            });
    peer.get(new PeerRequest.Get(name, null, null, null, null, null, null))
        .onSuccess(download::started)
        .onFailure(download::refused);
  }

  /** Prints the answer or why there is none; either way the menu comes back. */
  private <T> void whenAnswered(String name, Future<T> answer, Consumer<T> print) {
    answer
        .onSuccess(print::accept)
        .onFailure(cause -> printFailure(name, cause))
        .onComplete(result -> show(page));
  }

  private void printFailure(String name, Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    boolean notFound = cause instanceof PeerFailure failure && failure.isNotFound();
    if (notFound && !message.startsWith("File not found")) {
      message = "File not found: " + name;
    }
    console.line(Style.RED, message);
  }

  private void invalid() {
    console.line(Style.RED, "Invalid option");
    question = null;
    show(page);
  }

  private void show(Page next) {
    page = next;
    console.line(Style.BOLD, page.options);
    console.prompt("> ");
    becomeReady();
  }

  private void ask(String text, Consumer<String> action) {
    question = action;
    console.question(text);
    becomeReady();
  }

  private void becomeReady() {
    busy = false;
    ready.run();
  }

  private void leave() {
    left = true;
    exit.run();
  }
}
