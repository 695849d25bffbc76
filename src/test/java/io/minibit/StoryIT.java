package io.minibit;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.SPARSE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example workflow and what surrounds it, as processes of the built jar. */
class StoryIT {
  @TempDir Path folder;
  private JarProcess tracker;
  private String trackerUrl;

  @BeforeEach
  void startTracker() throws Exception {
    tracker = startTracker(0);
    trackerUrl = "udp://127.0.0.1:" + tracker.awaitPort("tracker-udp");
  }

  private JarProcess startTracker(int port) throws IOException {
    Path conf =
        Files.writeString(
            folder.resolve("tracker.json"),
            "{\"tracker\":{\"host\":\"127.0.0.1\",\"port\":" + port + ",\"peerTimeout\":30}}");
    return JarProcess.run(folder, "-conf", conf.toString());
  }

  @AfterEach
  void stopTracker() throws Exception {
    tracker.close();
  }

  @Test
  void aSharesThenBGetsAndSeedsThenALeavesAndCGetsFromB() throws Exception {
    byte[] content = random(3_000_000);
    Path a = Files.createDirectory(folder.resolve("a"));
    Path b = Files.createDirectory(folder.resolve("b"));
    Path c = Files.createDirectory(folder.resolve("c"));
    Files.write(a.resolve("example.bin"), content);
    try (JarProcess peerA = menu(a);
        JarProcess peerB = menu(b)) {
      int portA = peerA.awaitPort("peer");
      int portB = peerB.awaitPort("peer");
      peerA.type("1", "example.bin");
      peerA.awaitLine("Now seeding example.bin");

      peerB.type("2", "2", "example.bin");
      peerB.awaitLine("127.0.0.1:" + portA);
      peerB.type("1", "no such file");
      peerB.awaitLine("File not found");
      peerB.type("7");
      peerB.awaitLine("Invalid option");
      peerB.type("1", "example.bin");
      peerB.awaitLine("Download complete");
      assertThat(b.resolve("[download]example.bin")).hasBinaryContent(content);
      // B is a seeder now, and its menu follows.
      peerB.awaitLine("1. Seeder 2. Exit");
      peerB.type("1", "2");
      peerB.awaitLine("1. Seed another file 2. View active seeding files 3. Exit");
      assertThat(seeders()).containsExactlyInAnyOrder("127.0.0.1:" + portA, "127.0.0.1:" + portB);

      peerA.type("3");
      assertThat(peerA.awaitExit()).isZero();
      // The goodbye is heard before the process ends: A is no seeder any more.
      assertThat(seeders()).containsExactly("127.0.0.1:" + portB);

      try (JarProcess peerC = JarProcess.run(c, "get", "example.bin", "-t", trackerUrl)) {
        assertThat(peerC.awaitExit()).isZero();
        peerC.awaitLine("Download complete");
      }
      assertThat(c.resolve("example.bin")).hasBinaryContent(content);
      assertThat(c.toFile().list()).containsExactly("example.bin");
    }
  }

  @Test
  void endOfInputEndsTheMenuAndNotTheNode() throws Exception {
    Files.writeString(folder.resolve("a.txt"), "hello");
    try (JarProcess peer = menu(folder)) {
      int port = peer.awaitPort("peer");
      peer.type("1", "a.txt");
      peer.awaitLine("Now seeding a.txt");
      peer.endInput();
      assertThat(askBareName(port, "a.txt")).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
      peer.terminate();
      assertThat(peer.awaitExit()).isEqualTo(143);
    }
  }

  @Test
  void aSeederThatIsKilledInMidFileDoesNotSeemToBeDone() throws Exception {
    Path large = folder.resolve("large.bin");
    try (FileChannel channel = FileChannel.open(large, CREATE_NEW, WRITE, SPARSE)) {
      channel.write(ByteBuffer.allocate(1), (1L << 30) - 1);
    }
    try (JarProcess peer = JarProcess.run(folder, "share", "large.bin", "-t", trackerUrl)) {
      int port = peer.awaitPort("peer");
      peer.awaitLine("Now seeding large.bin");
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.getOutputStream().write("large.bin".getBytes(StandardCharsets.UTF_8));
        assertThat(socket.getInputStream().read()).isZero();
        peer.kill();
        peer.awaitExit();
        // An end in good order would mean that this was all.
        assertThatThrownBy(
                () -> socket.getInputStream().transferTo(OutputStream.nullOutputStream()))
            .isInstanceOf(SocketException.class);
      }
    }
  }

  @Test
  void aClientThatHangsUpInMidFileIsNotWorthALine() throws Exception {
    Path large = folder.resolve("large.bin");
    try (FileChannel channel = FileChannel.open(large, CREATE_NEW, WRITE, SPARSE)) {
      channel.write(ByteBuffer.allocate(1), (1L << 30) - 1);
    }
    Files.writeString(folder.resolve("a.txt"), "hello");
    try (JarProcess peer =
        JarProcess.run(folder, "share", "large.bin", "a.txt", "-t", trackerUrl)) {
      int port = peer.awaitPort("peer");
      peer.awaitLine("Now seeding a.txt");
      for (int i = 0; i < 5; i++) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
          socket.getOutputStream().write("large.bin".getBytes(StandardCharsets.UTF_8));
          assertThat(socket.getInputStream().read()).isZero();
        }
      }
      assertThat(askBareName(port, "a.txt")).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
      peer.terminate();
      peer.awaitExit();
      // A door, and for each file that it is shared and its link.
      assertThat(peer.lines()).hasSize(5);
    }
  }

  @Test
  void aStoppedSeederSaysGoodbye() throws Exception {
    Files.writeString(folder.resolve("a.txt"), "hello");
    try (JarProcess peer = JarProcess.run(folder, "share", "a.txt", "-t", trackerUrl)) {
      peer.awaitLine("Now seeding a.txt");
      assertThat(run("seeders", "a.txt", "-t", trackerUrl).awaitExit()).isZero();
      peer.terminate();
      assertThat(peer.awaitExit()).isEqualTo(143);
    }
    JarProcess nobody = run("seeders", "a.txt", "-t", trackerUrl);
    assertThat(nobody.awaitExit()).isEqualTo(1);
    nobody.awaitLine("File not found");
  }

  @Test
  void aTrackerThatComesBackLearnsOfItsSeedersAgain() throws Exception {
    Files.writeString(folder.resolve("a.txt"), "hello");
    int port = Integer.parseInt(trackerUrl.substring(trackerUrl.lastIndexOf(':') + 1));
    try (JarProcess peer =
        JarProcess.run(
            folder,
            Map.of("MINIBIT_PEER_HEARTBEATINTERVAL", "0.2"),
            List.of(),
            "share",
            "a.txt",
            "-t",
            trackerUrl)) {
      peer.awaitLine("Now seeding a.txt");
      tracker.kill();
      tracker.awaitExit();
      tracker = startTracker(port);
      tracker.awaitPort("tracker-udp");
      int exit = 1;
      for (int attempt = 0; attempt < 20 && exit != 0; attempt++) {
        exit = run("seeders", "a.txt", "-t", trackerUrl).awaitExit();
      }
      assertThat(exit).isZero();
    }
  }

  @Test
  void aFileOfTenGibibytesGoesOutFromASmallHeapPastAReaderThatSleeps() throws Exception {
    long size = 10L << 30;
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve("big.bin").toFile(), "rw")) {
      file.setLength(size);
    }
    try (JarProcess seeder =
        JarProcess.run(
            folder,
            Map.of("MINIBIT_PEER_HOST", "127.0.0.1"),
            List.of("-Xmx128m", "-XX:+ExitOnOutOfMemoryError"),
            "share",
            "--v1",
            "big.bin",
            "-t",
            trackerUrl)) {
      int port = seeder.awaitPort("peer");
      seeder.awaitLine("Now seeding big.bin");
      // These ask and never read: what they hold back must not pile up in the seeder.
      Socket[] sleepers = new Socket[50];
      for (int i = 0; i < sleepers.length; i++) {
        sleepers[i] = ask(port, "big.bin");
      }
      long received = 0;
      try (Socket reader = ask(port, "big.bin")) {
        InputStream in = reader.getInputStream();
        byte[] buffer = new byte[1 << 20];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          received += read;
        }
      }
      assertThat(received).isEqualTo(size);
      for (Socket sleeper : sleepers) {
        sleeper.close();
      }
      assertThat(askBareName(port, "nothing"))
          .isEqualTo("ERROR: File not found".getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void aFolderIsFetchedByNameLinkTorrentAndHash() throws Exception {
    Path a = Files.createDirectory(folder.resolve("a"));
    Path album = Files.createDirectories(a.resolve("album/inner"));
    Files.write(album.resolve("large"), random(700_000));
    Files.writeString(a.resolve("album/small"), "small");
    Files.createFile(a.resolve("album/empty"));
    try (JarProcess seeder = JarProcess.run(a, "share", "album", "-t", trackerUrl)) {
      String magnet = seeder.awaitLine("magnet:?");
      String hash = magnet.replaceFirst(".*urn:btih:([0-9a-f]{40}).*", "$1");
      assertThat(run("create", a.resolve("album").toString(), "-o", "a.torrent").awaitExit())
          .isZero();
      int next = 0;
      for (String what : List.of("album", magnet, "a.torrent", hash)) {
        Path target = folder.resolve("target" + next++);
        JarProcess get = run("get", what, "-t", trackerUrl, "-o", target.toString());
        assertThat(get.awaitExit()).as(what + get.lines()).isZero();
        get.awaitLine("Download complete: album, 684 KiB, verified");
        assertThat(target.toFile().list()).containsExactly("album");
        assertThat(target.resolve("album/inner/large")).hasBinaryContent(random(700_000));
        assertThat(target.resolve("album/small")).hasContent("small");
        assertThat(target.resolve("album/empty")).isEmptyFile();
      }
    }
  }

  @Test
  void aGetThatIsKilledGoesOnWhereItStopped() throws Exception {
    byte[] content = random(30_000_000);
    Path a = Files.createDirectory(folder.resolve("a"));
    Path b = Files.createDirectory(folder.resolve("b"));
    Files.write(a.resolve("large.bin"), content);
    try (JarProcess seeder = JarProcess.run(a, "share", "large.bin", "-t", trackerUrl)) {
      seeder.awaitLine("Now seeding large.bin");
      JarProcess killed = JarProcess.run(b, "get", "large.bin", "-t", trackerUrl);
      while (Files.notExists(b.resolve("large.bin")) || Files.size(b.resolve("large.bin")) == 0) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      killed.kill();
      killed.awaitExit();
      JarProcess again = JarProcess.run(b, "get", "large.bin", "-t", trackerUrl, "--json");
      assertThat(again.awaitExit()).isZero();
      again.awaitLine("\"type\":\"completed\"");
      assertThat(b.resolve("large.bin")).hasBinaryContent(content);
      assertThat(b.toFile().list()).containsExactly("large.bin");
    }
  }

  @Test
  void aFullDiskIsToldAndLeavesNothing() throws Exception {
    Path small = folder.resolve("small");
    try (SmallDisk disk = SmallDisk.mount(small, 1)) {
      Files.write(folder.resolve("large.bin"), random(5_000_000));
      try (JarProcess seeder = JarProcess.run(folder, "share", "large.bin", "-t", trackerUrl)) {
        seeder.awaitLine("Now seeding large.bin");
        JarProcess get = run("get", "large.bin", "-t", trackerUrl, "-o", disk.folder().toString());
        assertThat(get.awaitExit()).isEqualTo(1);
        assertThat(get.lines())
            .filteredOn(line -> line.startsWith("minibit: "))
            .singleElement()
            .asString()
            .contains("cannot write to " + small)
            .contains("the disk has room for");
        assertThat(small.toFile().list()).isEmpty();
      }
    }
  }

  @Test
  void aMissingConfigurationOrAPortInUseIsOneLineAndExitCode1() throws Exception {
    JarProcess missing = run("-conf", "missing.json");
    assertThat(missing.awaitExit()).isEqualTo(1);
    assertThat(missing.lines()).containsExactly("minibit: missing.json: no such file");

    String port = trackerUrl.substring(trackerUrl.lastIndexOf(':') + 1);
    Path conf =
        Files.writeString(
            folder.resolve("same.json"),
            "{\"tracker\":{\"host\":\"127.0.0.1\",\"port\":" + port + "}}");
    JarProcess taken = run("-conf", conf.toString());
    assertThat(taken.awaitExit()).isEqualTo(1);
    assertThat(taken.lines())
        .filteredOn(line -> line.startsWith("minibit: "))
        .singleElement()
        .asString()
        .contains("127.0.0.1:" + port + " is in use");
  }

  private List<String> seeders() throws Exception {
    try (JarProcess process = run("seeders", "example.bin", "-t", trackerUrl)) {
      assertThat(process.awaitExit()).isZero();
      return process.lines().stream().filter(line -> !line.startsWith("listening ")).toList();
    }
  }

  private JarProcess run(String... args) throws IOException {
    return JarProcess.run(folder, args);
  }

  private JarProcess menu(Path directory) throws IOException {
    return JarProcess.run(
        directory,
        Map.of("MINIBIT_PEER_MENU", "true", "MINIBIT_PEER_HOST", "127.0.0.1"),
        List.of("-Dminibit.peer.trackers=" + trackerUrl),
        "-conf",
        Files.writeString(folder.resolve("peer.json"), "{\"peer\":{}}").toString());
  }

  private static Socket ask(int port, String name) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(30));
    socket.getOutputStream().write(name.getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  /** As the old clients do: the bare name, then all bytes until the end. */
  private static byte[] askBareName(int port, String name) throws IOException {
    try (Socket socket = ask(port, name)) {
      return socket.getInputStream().readAllBytes();
    }
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
