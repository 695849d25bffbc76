package io.minibit.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.minibit.api.Event;
import io.minibit.api.TransferState;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Far more listeners than the door has places for, none of whom reads what it asked for. */
class IdleListenersTest {
  private static final int LISTENERS = 10_000;

  /** What kernels commonly grant a process, in case this one is asked for less. */
  private static final long COMMON_FILES = 1024;

  /** Events that no listener could leave to the kernel. */
  private static final int EVENTS = 400;

  private static final int EVENT_CHARS = 20_000;

  /**
   * What the streams may leave unwritten, and as much again three times for what pools of buffers
   * and collectors keep; unbounded, the events alone would take eight times that.
   */
  private static final long MAX_GROWTH =
      4L * EventStreams.MAX_CLIENTS * EventStreams.MAX_UNWRITTEN_BYTES;

  private static final byte[] REQUEST =
      "GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Deque<Socket> held = new ArrayDeque<>();
  private WebDoor door;

  @BeforeEach
  void open() throws Exception {
    door = WebDoor.open(null);
  }

  @AfterEach
  void close() throws Exception {
    for (Socket socket : held) {
      socket.close();
    }
    door.close();
  }

  @Test
  void theyTakeNoMoreThanTheirPlacesAndTheNodeServesOn() throws Exception {
    long before = memory();
    int mostHeld = mostHeld();
    int streams = 0;
    for (int i = 0; i < LISTENERS; i++) {
      if (held.size() == mostHeld) {
        held.remove().close();
      }
      Socket socket = listener();
      held.add(socket);
      // Whoever is not let in knows it: by the contract's code, or by the end.
      String status = status(socket);
      assertThat(status).isIn("HTTP/1.1 200", "HTTP/1.1 503", "");
      streams += status.endsWith("200") ? 1 : 0;
    }
    assertThat(streams).isGreaterThanOrEqualTo(EventStreams.MAX_CLIENTS);
    if (mostHeld == LISTENERS) {
      assertThat(streams).isEqualTo(EventStreams.MAX_CLIENTS);
    }
    assertThat(memory() - before).as("growth by listeners").isLessThan(MAX_GROWTH);
    assertServes();

    for (int i = 0; i < EVENTS; i++) {
      door.put(
          Event.Type.STATE,
          WebDoor.transfer("n".repeat(EVENT_CHARS), TransferState.DOWNLOADING, 0));
    }
    assertServes();
    assertThat(memory() - before).as("growth by events").isLessThan(MAX_GROWTH);
    // The deaf were given up, so there is a place for one who listens.
    try (Socket socket = listener()) {
      assertThat(status(socket)).isEqualTo("HTTP/1.1 200");
    }
  }

  private void assertServes() throws IOException {
    assertThat(door.status("GET /health/live")).isEqualTo(200);
    assertThat(WebDoor.statusOf(door.answer("POST /api/peer", "{\"action\":\"list\"}")))
        .isEqualTo(200);
  }

  /** One that the kernel keeps little for. */
  private Socket listener() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(30));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), door.port));
    try {
      socket.getOutputStream().write(REQUEST);
    } catch (SocketException alreadyEnded) {
      // Its place was given to another before it spoke.
    }
    return socket;
  }

  /** What the door answered; empty when it closed instead. */
  private static String status(Socket socket) throws IOException {
    try {
      return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    } catch (SocketException reset) {
      return "";
    }
  }

  /** As many as this process may hold beside all else. */
  private static int mostHeld() {
    long files =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getMaxFileDescriptorCount() - unix.getOpenFileDescriptorCount()
            : COMMON_FILES;
    return (int) Math.min(LISTENERS, files - 2L * Visits.MAX_CONNECTIONS);
  }

  /** Bytes that are used in the heap and beside it. */
  private static long memory() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
        + ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
  }
}
