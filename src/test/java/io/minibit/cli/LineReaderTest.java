package io.minibit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LineReaderTest {
  private final BlockingQueue<Optional<String>> heard = new LinkedBlockingQueue<>();

  private LineReader reader(InputStream input) {
    return LineReader.start(input, line -> heard.add(Optional.ofNullable(line)));
  }

  private Optional<String> next() throws InterruptedException {
    return heard.poll(30, TimeUnit.SECONDS);
  }

  @Test
  void handsOverALineForEachTimeItIsAskedAndThenTheEnd() throws Exception {
    var lines = reader(new ByteArrayInputStream("a\r\nb".getBytes(StandardCharsets.UTF_8)));
    lines.next();
    assertThat(next()).contains("a");
    assertThat(heard).isEmpty();
    lines.next();
    assertThat(next()).contains("b");
    lines.next();
    assertThat(next()).isEmpty();
  }

  @Test
  void aBrokenInputIsItsEnd() throws Exception {
    var lines = reader(new PipedInputStream()); // not connected, so each read fails
    lines.next();
    assertThat(next()).isEmpty();
  }

  @Test
  void nothingIsHandedOverOnceItIsStopped() throws Exception {
    try (var writer = new PipedOutputStream();
        var input = new PipedInputStream(writer)) {
      var lines = reader(input);
      lines.next();
      lines.stop();
      writer.write("late\n".getBytes(StandardCharsets.UTF_8));
      writer.flush();
      lines.next();
      lines.next();
      assertThat(heard.poll(100, TimeUnit.MILLISECONDS)).isNull();
    }
  }
}
