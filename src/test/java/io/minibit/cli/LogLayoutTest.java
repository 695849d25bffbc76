package io.minibit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogLayoutTest {
  private final LogLayout layout = new LogLayout();

  private String format(String message, Throwable thrown) {
    var logger = new LoggerContext().getLogger("io.minibit.session.NameSession");
    var event = new LoggingEvent("", logger, Level.WARN, message, thrown, new Object[] {"x"});
    event.setInstant(Instant.parse("2026-01-02T03:04:05.678Z"));
    return layout.doLayout(event);
  }

  @Test
  void anEventIsALineWithTimeLevelAndPlace() {
    assertThat(format("shared {}", null))
        .isEqualTo("2026-01-02T03:04:05.678Z WARN NameSession: shared x\n");
  }

  @Test
  void aMessageCannotForgeAnotherLine() {
    assertThat(format("name\n2026-01-02 ERROR forged \033[31m", null).lines())
        .containsExactly(
            "2026-01-02T03:04:05.678Z WARN NameSession:"
                + " name\\u000a2026-01-02 ERROR forged \\u001b[31m");
  }

  @Test
  void aBugsStackTraceFollowsItsLine() {
    assertThat(format("bug", new IllegalStateException("why\033[0m")).lines())
        .element(1)
        .isEqualTo("  java.lang.IllegalStateException: why\\u001b[0m");
  }

  @Test
  void onlyWarningsAndErrorsAreLogged() {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    assertThat(context.getLogger("io.netty.channel").getEffectiveLevel()).isEqualTo(Level.WARN);
    assertThat(context.getLogger("io.vertx.core").getEffectiveLevel()).isEqualTo(Level.WARN);
  }
}
