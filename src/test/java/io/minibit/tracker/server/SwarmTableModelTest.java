package io.minibit.tracker.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.AnnounceEvent;
import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.tracker.protocol.SwarmCounts;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random announces in virtual time, against a table that is nothing but a map. */
class SwarmTableModelTest {
  private static final long TIMEOUT = 100;
  private static final List<AnnounceEvent> EVENTS = List.of(AnnounceEvent.values());

  private record Key(int swarm, PeerAddress peer) {}

  private record Entry(boolean seeder, long seen) {}

  @Property(tries = 100)
  void agreesWithAPlainMap(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    ObjectTable table =
        new ObjectTable(
            new SwarmTable(TIMEOUT, new SwarmTable.Limits(10, 1000, 1000), random.split()),
            random.split());
    Map<Key, Entry> model = new HashMap<>();
    // A few that come and go all the time, or sets that grow and shrink.
    int crowd = random.nextBoolean() ? 12 : 200;
    long now = 0;
    for (int step = 0; step < 300; step++) {
      now += random.nextInt(1 + 240 / crowd);
      long oldest = now - TIMEOUT;
      model.values().removeIf(entry -> entry.seen < oldest);
      int swarm = random.nextInt(3);
      PeerAddress peer = peer(random.nextInt(crowd));
      boolean seeder = random.nextBoolean();
      AnnounceEvent event = EVENTS.get(random.nextInt(EVENTS.size()));
      ObjectTable.Announced answer =
          table.announce(hash(swarm), peer, seeder, event, 200, true, now).orElseThrow();
      if (event == AnnounceEvent.STOPPED) {
        model.remove(new Key(swarm, peer));
        assertThat(answer.peers()).isEmpty();
      } else {
        model.put(new Key(swarm, peer), new Entry(seeder, now));
        Set<PeerAddress> others = peers(model, swarm);
        others.remove(peer);
        assertThat(answer.peers()).containsExactlyInAnyOrderElementsOf(others);
      }
      // Those who are late are not told of, swept or not, and are not counted once they are swept.
      table.sweep(now);
      for (int i = 0; i < 3; i++) {
        SwarmCounts counts = table.counts(hash(i));
        assertThat(counts.seeders()).isEqualTo(count(model, i, true));
        assertThat(counts.leechers()).isEqualTo(count(model, i, false));
        assertThat(table.peers(hash(i), 200, now))
            .containsExactlyInAnyOrderElementsOf(peers(model, i));
      }
      long swarms = model.keySet().stream().map(Key::swarm).distinct().count();
      assertThat(table.size()).isEqualTo(new SwarmTable.Size((int) swarms, model.size()));
    }
  }

  private static InfoHash hash(int number) {
    byte[] bytes = new byte[20];
    bytes[19] = (byte) number;
    return InfoHash.of(bytes);
  }

  private static PeerAddress peer(int number) {
    String ip = number % 2 == 0 ? "10.0.0." + (number + 1) : "2001:db8::" + (number + 1);
    return PeerAddress.parse(ip, 6881).orElseThrow();
  }

  private static Set<PeerAddress> peers(Map<Key, Entry> model, int swarm) {
    Set<PeerAddress> peers = new HashSet<>();
    model.keySet().stream().filter(key -> key.swarm == swarm).forEach(key -> peers.add(key.peer));
    return peers;
  }

  private static int count(Map<Key, Entry> model, int swarm, boolean seeder) {
    return (int)
        List.copyOf(model.entrySet()).stream()
            .filter(e -> e.getKey().swarm == swarm && e.getValue().seeder == seeder)
            .count();
  }
}
