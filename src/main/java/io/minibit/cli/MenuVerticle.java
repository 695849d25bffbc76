package io.minibit.cli;

import io.minibit.api.Addresses;
import io.minibit.api.ApiJson;
import io.minibit.api.Event;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;

/**
 * The menu of a running node: lines of standard input go to {@link Menu}, whose requests go over
 * the event bus. A line is read only when the menu is ready for it, so a script may write as fast
 * as it likes. The end of input ends the menu and nothing else. To be deployed as a worker, for it
 * writes to a terminal that may be halted.
 */
final class MenuVerticle extends VerticleBase {
  private final Console console;
  private final InputStream input;
  private final Runnable exit;
  private Menu menu;
  private LineReader lines;
  private MessageConsumer<JsonObject> events;
  private boolean asked;

  /**
   * A menu.
   *
   * @param input read by a daemon thread of its own, in UTF-8; never closed
   * @param exit called when the person leaves at the top
   */
  MenuVerticle(Console console, InputStream input, Runnable exit) {
    this.console = console;
    this.input = input;
    this.exit = exit;
  }

  @Override
  public Future<?> start() {
    menu = new Menu(console, new EventBusPeer(vertx.eventBus()), exit, this::askWhenReady);
    events = vertx.eventBus().localConsumer(Addresses.EVENTS, event -> hear(event.body()));
    lines = LineReader.start(input, line -> context.runOnContext(v -> read(line)));
    return events.completion().onSuccess(v -> menu.open());
  }

  @Override
  public Future<?> stop() {
    lines.stop();
    return Future.succeededFuture();
  }

  private void hear(JsonObject event) {
    menu.event(ApiJson.read(event, Event.class));
  }

  private void read(String line) {
    asked = false;
    if (line != null) {
      menu.line(line);
    }
  }

  private void askWhenReady() {
    if (menu.isReady() && !asked) {
      asked = true;
      lines.next();
    }
  }
}
