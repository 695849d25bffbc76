package io.minibit.bench;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** Stands before a seeder, passes everything on, and notes when the first content went by. */
final class WatchedSeeder implements AutoCloseable {
  private static final int HANDSHAKE_LENGTH = 68;
  private static final int MAX_FRAME = 1 << 22;
  private static final int PIECE = 7;

  private final int seederPort;
  private final ServerSocket door;
  private final AtomicLong firstPiece = new AtomicLong();

  WatchedSeeder(int seederPort) throws IOException {
    this.seederPort = seederPort;
    door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    begin(this::accept);
  }

  /** Where leechers are to call. */
  int port() {
    return door.getLocalPort();
  }

  /** When the first piece message since the last call began to pass, as {@link System#nanoTime}. */
  long takeFirstPiece() {
    long at = firstPiece.getAndSet(0);
    if (at == 0) {
      throw new IllegalStateException("the content came by another way");
    }
    return at;
  }

  private void accept() throws IOException {
    while (true) {
      Socket leecher = door.accept();
      Socket seeder = new Socket(InetAddress.getLoopbackAddress(), seederPort);
      leecher.setTcpNoDelay(true);
      seeder.setTcpNoDelay(true);
      begin(
          () -> {
            try (seeder) {
              leecher.getInputStream().transferTo(seeder.getOutputStream());
            }
          });
      begin(
          () -> {
            try (leecher) {
              watch(seeder.getInputStream(), leecher.getOutputStream());
            }
          });
    }
  }

  private void watch(InputStream from, OutputStream to) throws IOException {
    to.write(from.readNBytes(HANDSHAKE_LENGTH));
    DataInputStream in = new DataInputStream(from);
    DataOutputStream out = new DataOutputStream(to);
    while (true) {
      int length = in.readInt();
      if (length < 0 || length > MAX_FRAME) {
        throw new IOException("encrypted, or no BitTorrent");
      }
      byte[] frame = new byte[length + Integer.BYTES];
      in.readFully(frame, Integer.BYTES, length);
      if (length > 0 && frame[Integer.BYTES] == PIECE) {
        firstPiece.compareAndSet(0, System.nanoTime());
      }
      frame[0] = (byte) (length >> 24);
      frame[1] = (byte) (length >> 16);
      frame[2] = (byte) (length >> 8);
      frame[3] = (byte) length;
      out.write(frame);
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void begin(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException hungUp) {
                // One side ended, and so does the other.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    door.close();
  }
}
