package io.minibit.bench;

import io.minibit.bench.ProcessFigures.Cpu;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/** nginx that gives files away, and curl that fetches them, neither of which checks anything. */
final class WebRival implements AutoCloseable {
  private final Process nginx;
  private final int port;

  private WebRival(Process nginx, int port) {
    this.nginx = nginx;
    this.port = port;
  }

  /**
   * Starts nginx.
   *
   * @param scratch for its own files
   * @param root what it gives away
   */
  static WebRival start(Path scratch, Path root) throws Exception {
    int port = Scratch.freePort();
    Path config =
        Files.writeString(
            scratch.resolve("nginx.conf"),
            """
            daemon off; pid SCRATCH/pid; error_log stderr; user root; worker_processes 1;
            events {}
            http {
              access_log off; sendfile on; tcp_nopush on;
              client_body_temp_path SCRATCH/t1; proxy_temp_path SCRATCH/t2;
              fastcgi_temp_path SCRATCH/t3; uwsgi_temp_path SCRATCH/t4; scgi_temp_path SCRATCH/t5;
              server { listen 127.0.0.1:PORT; root ROOT; }
            }
            """
                .replace("SCRATCH", scratch.toString())
                .replace("ROOT", root.toString())
                .replace("PORT", Integer.toString(port)));
    Process nginx =
        new ProcessBuilder(
                "nginx", "-c", config.toString(), "-p", scratch.toString(), "-e", "stderr")
            .inheritIO()
            .start();
    while (true) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return new WebRival(nginx, port);
      } catch (IOException notYet) {
        if (!nginx.isAlive()) {
          throw new IOException("nginx did not start", notYet);
        }
        Thread.sleep(20);
      }
    }
  }

  /** Fetches a file to a place; returns the seconds that curl lived. */
  double fetch(String name, Path to) throws Exception {
    long begun = System.nanoTime();
    int exitCode =
        new ProcessBuilder(
                "curl", "-sf", "-o", to.toString(), "http://127.0.0.1:" + port + "/" + name)
            .inheritIO()
            .start()
            .waitFor();
    final double seconds = (System.nanoTime() - begun) / 1e9;
    if (exitCode != 0) {
      throw new IOException("curl: exit code " + exitCode);
    }
    return seconds;
  }

  /** Processor time of nginx so far, and of all processes that have ended. */
  Cpu cpu() throws IOException {
    Cpu sum = ProcessFigures.endedCpu();
    for (ProcessHandle worker : nginx.children().toList()) {
      sum = sum.plus(ProcessFigures.cpu(worker.pid()));
    }
    return sum;
  }

  @Override
  public void close() {
    nginx.destroy();
    nginx.onExit().join();
  }
}
