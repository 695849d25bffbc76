package io.minibit.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;

/**
 * A line an event: time in UTC, level, the logger's last name, the message with everything in it
 * escaped that could forge another line; below it the stack trace, if it has one.
 */
final class LogLayout extends LayoutBase<ILoggingEvent> {
  @Override
  public String doLayout(ILoggingEvent event) {
    String logger = event.getLoggerName();
    var line = new StringBuilder(128);
    line.append(event.getInstant())
        .append(' ')
        .append(event.getLevel())
        .append(' ')
        .append(logger, logger.lastIndexOf('.') + 1, logger.length())
        .append(": ")
        .append(SafeText.of(String.valueOf(event.getFormattedMessage())))
        .append('\n');
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      ThrowableProxyUtil.asString(thrown)
          .lines()
          .forEach(trace -> line.append("  ").append(SafeText.of(trace.strip())).append('\n'));
    }
    return line.toString();
  }
}
