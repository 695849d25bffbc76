package io.minibit.tracker.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.AnnounceEvent;
import io.minibit.tracker.protocol.NameMessage;
import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.tracker.protocol.SwarmCounts;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReplicaTest {
  private static final InfoHash CONTENT = InfoHash.of(new byte[32]);

  private final SplittableRandom random = new SplittableRandom(5);
  private final Tables one = new Tables();
  private final Tables other = new Tables();

  /** Those of one tracker, and what it tells on. */
  private final class Tables {
    final SwarmTable swarms =
        new SwarmTable(100_000, new SwarmTable.Limits(10_000, 100_000, 10_000), random);
    final ObjectTable objects = new ObjectTable(swarms, random);
    final NameTable names = new NameTable(100_000, random);
    final NameServer nameServer = new NameServer(names, source -> true);
    final SwarmDesk desk = new SwarmDesk(swarms, 1800, 1000, random);
    final Replica replica = new Replica(swarms, names, random);
    final ChangeLog changes = new ChangeLog();

    Tables() {
      nameServer.note(changes);
    }

    void announce(InfoHash hash, PeerAddress peer, boolean seeder, AnnounceEvent event) {
      AnnounceCall call = new AnnounceCall();
      call.infoHash(hash);
      call.address(peer.address());
      call.peer(peer.port(), seeder, event);
      PeerDraw nobody = new PeerDraw(random);
      nobody.want(0, null, null);
      swarms.announce(call, nobody, 0);
      changes.announced(call);
    }

    void tell(PeerAddress sender, NameMessage message) {
      assertThat(nameServer.receive(sender, message.toBytes(), 0)).isEmpty();
    }
  }

  private static InfoHash hash(int number) {
    return InfoHash.of(ByteBuffer.allocate(20).putInt(number * 0x9e3779b1).array());
  }

  private static PeerAddress peer(int number) {
    String ip = number % 2 == 0 ? "10.0.0." + (number % 200 + 1) : "2001:db8::" + (number + 1);
    return PeerAddress.parse(ip, 6881 + number).orElseThrow();
  }

  private static NameMessage.Register register(String name, int port) {
    return new NameMessage.Register(name, port, Optional.of(CONTENT), OptionalLong.of(5));
  }

  @Test
  void whatOneIsToldTheOtherKnows() {
    one.announce(hash(1), peer(0), true, AnnounceEvent.NONE);
    one.announce(hash(1), peer(1), false, AnnounceEvent.STARTED);
    one.announce(hash(1), peer(2), false, AnnounceEvent.STARTED);
    one.announce(hash(1), peer(2), true, AnnounceEvent.COMPLETED);
    one.announce(hash(1), peer(3), false, AnnounceEvent.STARTED);
    one.announce(hash(1), peer(3), false, AnnounceEvent.STOPPED);
    one.tell(peer(4), register("näme", 7001));
    one.tell(peer(5), register("b", 7002));
    one.tell(peer(5), new NameMessage.Exit(7002));
    other.replica.apply(one.changes.take(), 0);
    assertThat(other.objects.counts(hash(1))).isEqualTo(new SwarmCounts(2, 1, 1));
    assertThat(other.objects.peers(hash(1), 9, 0))
        .containsExactlyInAnyOrder(peer(0), peer(1), peer(2));
    assertThat(other.names.seeders("näme", 0))
        .containsExactly(new PeerAddress(peer(4).address(), 7001));
    assertThat(other.names.names("", 9, 0)).containsExactly("näme");
    assertThat(one.changes.take()).isEmpty();
  }

  @Test
  void aNewOneIsFilledPageByPage() {
    for (int i = 0; i < 5000; i++) {
      one.announce(hash(i % 700), peer(i), i % 3 == 0, AnnounceEvent.NONE);
    }
    one.tell(peer(4), register("a", 7001));
    int pages = 0;
    for (long cursor = Replica.BEGIN; cursor != Replica.END; pages++) {
      Replica.Page page = one.replica.dump(cursor);
      other.replica.apply(page.changes().array(), 0);
      cursor = page.next();
    }
    assertThat(pages).isGreaterThan(2);
    assertThat(other.swarms.size()).isEqualTo(one.swarms.size());
    for (int i = 0; i < 700; i++) {
      assertThat(other.objects.counts(hash(i))).isEqualTo(one.objects.counts(hash(i)));
      assertThat(other.desk.peers(hash(i), 0))
          .containsExactlyInAnyOrderElementsOf(one.desk.peers(hash(i), 0));
    }
    assertThat(other.names.size(0)).isEqualTo(one.names.size(0));
    assertThat(other.changes.take()).as("nothing is told in circles").isEmpty();
  }

  @Test
  void aBatchThatIsCutOrOfAnotherVersionHarmsNothing() {
    one.announce(hash(1), peer(0), true, AnnounceEvent.NONE);
    one.tell(peer(4), register("a", 7001));
    one.announce(hash(2), peer(1), true, AnnounceEvent.NONE);
    byte[] batch = one.changes.take();
    for (int length = 0; length < batch.length; length++) {
      other.replica.apply(Arrays.copyOf(batch, length), 0);
    }
    assertThat(other.swarms.size()).isEqualTo(new SwarmTable.Size(1, 1));
    for (int i = 0; i < 20_000; i++) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      other.replica.apply(noise, 0);
    }
  }

  @Test
  void whatWaitsIsBounded() {
    while (one.changes.dropped() == 0) {
      one.announce(hash(1), peer(0), true, AnnounceEvent.NONE);
    }
    assertThat(one.changes.take().length).isBetween(4_000_000, 4 << 20);
    one.announce(hash(1), peer(0), true, AnnounceEvent.NONE);
    assertThat(one.changes.take()).hasSize(28);
  }
}
