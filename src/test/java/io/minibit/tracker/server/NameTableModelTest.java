package io.minibit.tracker.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.tracker.protocol.NameMessage.Register;
import io.minibit.tracker.protocol.PeerAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any history of the table, in virtual time, against the plainest model of the contract. */
class NameTableModelTest {
  private static final long TIMEOUT = 30;

  enum Kind {
    REGISTER,
    HEARTBEAT,
    EXIT,
    SWEEP
  }

  record Step(Kind kind, int peer, int name, int pause) {}

  /** The contract's own words: last word of each peer, names of each peer. */
  private static final class Model {
    final Map<Integer, Long> lastSeen = new HashMap<>();
    final Map<Integer, Set<Integer>> names = new TreeMap<>();

    void apply(Step step, long now) {
      boolean known = isAlive(step.peer(), now);
      if (!known) {
        names.remove(step.peer());
      }
      switch (step.kind()) {
        case REGISTER -> {
          names.computeIfAbsent(step.peer(), p -> new TreeSet<>()).add(step.name());
          lastSeen.put(step.peer(), now);
        }
        case HEARTBEAT -> {
          if (known) {
            lastSeen.put(step.peer(), now);
          }
        }
        case EXIT -> names.remove(step.peer());
        case SWEEP -> {}
      }
    }

    boolean isAlive(int peer, long now) {
      return names.containsKey(peer) && now - lastSeen.get(peer) <= TIMEOUT;
    }

    Set<PeerAddress> seeders(int name, long now) {
      return names.keySet().stream()
          .filter(peer -> isAlive(peer, now) && names.get(peer).contains(name))
          .map(NameTableModelTest::address)
          .collect(Collectors.toSet());
    }
  }

  @Property
  void everyHistoryAnswersAsTheModelDoes(@ForAll("histories") List<Step> history) {
    NameTable table = new NameTable(TIMEOUT, RandomGenerator.of("L64X128MixRandom"));
    Model model = new Model();
    long now = 0;
    for (Step step : history) {
      now += step.pause();
      PeerAddress peer = address(step.peer());
      switch (step.kind()) {
        case REGISTER ->
            table.register(
                peer,
                new Register("f" + step.name(), 1, Optional.empty(), OptionalLong.empty()),
                now);
        case HEARTBEAT -> table.heartbeat(peer, now);
        case EXIT -> table.exit(peer);
        case SWEEP -> table.evict(now);
      }
      model.apply(step, now);
      int registrations = 0;
      for (int name = 0; name < 4; name++) {
        Set<PeerAddress> expected = model.seeders(name, now);
        registrations += expected.size();
        assertThat(table.seeders("f" + name, now)).containsExactlyInAnyOrderElementsOf(expected);
      }
      assertThat(table.size(now).registrations()).isEqualTo(registrations);
    }
    assertThat(table.size(now + TIMEOUT + 1)).isEqualTo(new NameTable.Size(0, 0, 0));
  }

  @Provide
  Arbitrary<List<Step>> histories() {
    Arbitrary<Integer> pauses =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(5, Arbitraries.integers().between(0, 9)),
            net.jqwik.api.Tuple.of(1, Arbitraries.of(29, 30, 31, 100)));
    return Combinators.combine(
            Arbitraries.of(Kind.class),
            Arbitraries.integers().between(0, 3),
            Arbitraries.integers().between(0, 3),
            pauses)
        .as(Step::new)
        .list()
        .ofMaxSize(60);
  }

  private static PeerAddress address(int peer) {
    return PeerAddress.parse("10.0.0." + peer, 1).orElseThrow();
  }
}
