package io.minibit.tracker.server;

import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.LookupAnswer;
import io.minibit.tracker.protocol.NameMessage;
import io.minibit.tracker.protocol.PeerAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** The seeders of one name and what each said that its content is. */
final class NameEntry {
  private final String name;
  private final Map<PeerAddress, Claim> claims = new LinkedHashMap<>();

  NameEntry(String name) {
    this.name = name;
  }

  /** What a seeder said of its content. */
  private record Claim(Optional<InfoHash> infoHash, OptionalLong size) {
    private static final Claim NONE = new Claim(Optional.empty(), OptionalLong.empty());
  }

  String name() {
    return name;
  }

  void put(PeerAddress seeder, NameMessage.Register message) {
    claims.put(
        seeder,
        message.infoHash().isEmpty() ? Claim.NONE : new Claim(message.infoHash(), message.size()));
  }

  /** What a seeder said when it registered. */
  NameMessage.Register registration(PeerAddress seeder) {
    Claim claim = claims.get(seeder);
    return new NameMessage.Register(name, seeder.port(), claim.infoHash(), claim.size());
  }

  void remove(PeerAddress seeder) {
    claims.remove(seeder);
  }

  boolean isEmpty() {
    return claims.isEmpty();
  }

  int size() {
    return claims.size();
  }

  List<PeerAddress> seeders() {
    return List.copyOf(claims.keySet());
  }

  List<PeerAddress> seedersOf(InfoHash content) {
    return seeders(claim -> claim.infoHash().filter(content::equals).isPresent());
  }

  /** Those that did not say what they have. */
  List<PeerAddress> old() {
    return seeders(claim -> claim.infoHash().isEmpty());
  }

  /** One for each different info hash; its size is the one that most of its seeders claim. */
  List<LookupAnswer.Content> contents() {
    Map<InfoHash, Map<OptionalLong, Integer>> votes = new LinkedHashMap<>();
    for (Claim claim : claims.values()) {
      claim
          .infoHash()
          .ifPresent(
              hash ->
                  votes
                      .computeIfAbsent(hash, h -> new LinkedHashMap<>())
                      .merge(claim.size(), 1, Integer::sum));
    }
    List<LookupAnswer.Content> contents = new ArrayList<>();
    votes.forEach(
        (hash, sizes) -> {
          int seeders = sizes.values().stream().mapToInt(Integer::intValue).sum();
          contents.add(new LookupAnswer.Content(hash, mostClaimed(sizes), seeders));
        });
    return contents;
  }

  private static OptionalLong mostClaimed(Map<OptionalLong, Integer> sizes) {
    return sizes.entrySet().stream()
        .filter(vote -> vote.getKey().isPresent())
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(OptionalLong.empty());
  }

  private List<PeerAddress> seeders(Predicate<Claim> having) {
    List<PeerAddress> found = new ArrayList<>();
    claims.forEach(
        (seeder, claim) -> {
          if (having.test(claim)) {
            found.add(seeder);
          }
        });
    return found;
  }
}
