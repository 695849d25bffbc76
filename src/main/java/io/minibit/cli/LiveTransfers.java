package io.minibit.cli;

import io.minibit.api.Addresses;
import io.minibit.api.ApiJson;
import io.minibit.api.Event;
import io.minibit.api.NodeDescription;
import io.minibit.api.Transfer;
import io.minibit.api.TransferList;
import io.minibit.api.TransferState;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The transfers of a running node, followed over two connections to its bridge: one tells what
 * happens, the other takes requests. Events and keys wait in one queue, so a single thread draws.
 */
final class LiveTransfers {
  private static final String KEYS = "up/down select   p pause or resume   d remove   q quit";
  private static final int ANSWER_MILLIS = 30_000;

  /** A page is drawn so often at most, however many events there are. */
  private static final long REDRAW_MILLIS = 200;

  /** What waits to be taken in; a reader that is behind waits for room. */
  private static final int MOST_WAITING = 1024;

  private final BridgeConnection requests;
  private final BridgeConnection events;
  private final String node;
  private final TransferTable table;
  private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>(MOST_WAITING);
  private CliFailure failure;
  private boolean ended;
  private Transfer doomed;
  private String notice = "";

  /** Begins to listen; the caller closes both connections. */
  LiveTransfers(BridgeConnection requests, BridgeConnection events, TransferTable table) {
    this.requests = requests;
    this.events = events;
    this.table = table;
    events.send("register", Addresses.EVENTS, null, null);
    node = ask("node", null, NodeDescription.class).name();
    ask("list", null, TransferList.class).transfers().forEach(table::put);
  }

  /** A line for each transfer and then for each event, until the node is gone. */
  void print(Console console) {
    ask("list", null, TransferList.class)
        .transfers()
        .forEach(transfer -> console.line(TransferTable.plain(transfer)));
    while (true) {
      Event event = nextEvent();
      if (event != null && event.type() != Event.Type.REMOVED) {
        console.line(TransferTable.plain(event.transfer()));
      }
    }
  }

  /** Draws until the person quits or the node is gone. */
  void show() {
    try (Screen screen = new Screen(() -> inbox.offer(() -> {}))) {
      daemon("minibit-events", this::hear);
      daemon("minibit-keys", () -> readKeys(screen));
      while (!ended) {
        screen.draw(table.lines(node, screen.columns(), screen.height(), lastLine()));
        takeIn();
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private String lastLine() {
    if (doomed != null) {
      return "Remove " + doomed.name() + "? Its files stay. y removes it, any other key does not";
    }
    return notice.isEmpty() ? KEYS : notice;
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void takeIn() {
    try {
      inbox.take().run();
      long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(REDRAW_MILLIS);
      Runnable next = inbox.poll(REDRAW_MILLIS, TimeUnit.MILLISECONDS);
      while (next != null) {
        next.run();
        next = inbox.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException stopped) {
      throw CliFailure.interrupted();
    }
  }

  private void put(Runnable work) {
    try {
      inbox.put(work);
    } catch (InterruptedException stopped) {
      throw CliFailure.interrupted();
    }
  }

  private void hear() {
    try {
      while (true) {
        Event event = nextEvent();
        if (event != null) {
          put(() -> take(event));
        }
      }
    } catch (CliFailure lost) {
      put(
          () -> {
            failure = lost;
            ended = true;
          });
    }
  }

  /** Null for what is no event of this node: in a cluster all are heard. */
  private Event nextEvent() {
    BridgeFrame frame = events.receive(0);
    if (frame.isFailure()) {
      throw frame.failure(Addresses.EVENTS);
    }
    if (frame.body() == null) {
      return null;
    }
    Event event = ApiJson.read(new JsonObject(frame.body()), Event.class);
    return event.node().equals(node) ? event : null;
  }

  private void take(Event event) {
    if (event.type() == Event.Type.REMOVED) {
      table.remove(event.transfer().id());
    } else {
      table.put(event.transfer());
    }
  }

  private void readKeys(Screen screen) {
    Screen.Key key;
    do {
      key = screen.read();
      Screen.Key pressed = key;
      put(() -> pressed(pressed));
    } while (key != Screen.Key.QUIT && key != Screen.Key.END);
  }

  private void pressed(Screen.Key key) {
    Transfer selected = table.selected();
    Transfer confirmed = key == Screen.Key.YES ? doomed : null;
    doomed = null;
    notice = "";
    switch (key) {
      case UP -> table.move(-1);
      case DOWN -> table.move(1);
      case QUIT, END -> ended = true;
      case PAUSE -> {
        if (selected != null) {
          boolean paused = selected.state() == TransferState.PAUSED;
          act(paused ? "resume" : "pause", selected);
        }
      }
      case DELETE -> doomed = selected;
      default -> {
        if (confirmed != null) {
          act("remove", confirmed);
        }
      }
    }
  }

  private void act(String action, Transfer transfer) {
    try {
      JsonObject answer = ask(action, transfer.id());
      if (answer.containsKey("state")) {
        table.put(ApiJson.read(answer, Transfer.class));
      } else {
        table.remove(transfer.id());
      }
    } catch (CliFailure refused) {
      notice = refused.getMessage();
    }
  }

  private <T extends Record> T ask(String action, String id, Class<T> type) {
    return ApiJson.read(ask(action, id), type);
  }

  private JsonObject ask(String action, String id) {
    JsonObject request = new JsonObject().put("action", action);
    if (id != null) {
      request.put("id", id);
    }
    return new JsonObject(requests.ask(Addresses.PEER, request.encode(), ANSWER_MILLIS));
  }
}
