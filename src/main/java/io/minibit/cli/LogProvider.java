package io.minibit.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.status.NopStatusListener;
import io.vertx.core.logging.SLF4JLogDelegateFactory;
import java.nio.charset.StandardCharsets;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Gives SLF4J a Logback that writes warnings and errors to standard error, a line each. Logback's
 * own provider looks for configurations in many places and notes how long each took, which is ten
 * times the work.
 */
public final class LogProvider implements SLF4JServiceProvider {
  private final LoggerContext context = new LoggerContext();
  private final LogbackMDCAdapter mdc = new LogbackMDCAdapter();
  private final IMarkerFactory markers = new BasicMarkerFactory();

  /** Has SLF4J take this one, unless a property says otherwise; before anything is logged. */
  public static void use() {
    System.getProperties().putIfAbsent("slf4j.provider", LogProvider.class.getName());
    // Else Vert.x searches the jar for what it should log to.
    System.getProperties()
        .putIfAbsent(
            "vertx.logger-delegate-factory-class-name", SLF4JLogDelegateFactory.class.getName());
    // A start in several threads logs before the log is set up, which loses nothing.
    System.getProperties().putIfAbsent("slf4j.internal.verbosity", "ERROR");
  }

  @Override
  public void initialize() {
    context.setMDCAdapter(mdc);
    // Who listens to Logback's own state is spared the printer of it, with all that formats dates.
    context.getStatusManager().add(new NopStatusListener());

    var layout = new LogLayout();
    layout.setContext(context);
    layout.start();

    var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();

    var appender = new ConsoleAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();

    var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(appender);
    // A partner that hangs up in mid-file is no error, and whoever sends is told of it anyway.
    context.getLogger("io.vertx.core.net.impl.VertxConnection").setLevel(Level.OFF);
    context.start();
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return context;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return mdc;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }
}
