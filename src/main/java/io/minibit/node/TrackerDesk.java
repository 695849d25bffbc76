package io.minibit.node;

import io.minibit.api.ApiException;
import io.minibit.api.FailureCode;
import io.minibit.api.NameList;
import io.minibit.api.SeederList;
import io.minibit.api.SwarmReport;
import io.minibit.api.TrackerRequest;
import io.minibit.api.TrackerStats;
import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.SwarmCounts;
import io.minibit.tracker.server.HttpTrackerServer;
import io.minibit.tracker.server.NameServer;
import io.minibit.tracker.server.NameTable;
import io.minibit.tracker.server.SwarmDesk;
import io.minibit.tracker.server.SwarmTable;
import io.minibit.transport.ByteCounts;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;

/** Answers what a tracker is asked on the event bus. On the tracker's context. */
final class TrackerDesk {
  /** As many as one answer lists; a reader who wants other names gives a prefix. */
  private static final int MAX_LISTED = 1000;

  private final NameTable names;
  private final SwarmTable swarms;
  private final SwarmDesk desk;
  private final NameServer nameServer;
  private final List<TrackerDatagrams> datagrams;
  private final TrackerHttp http;
  private final HttpTrackerServer httpServer;
  private final LongSupplier clock;

  TrackerDesk(
      NameTable names,
      SwarmTable swarms,
      NameServer nameServer,
      List<TrackerDatagrams> datagrams,
      TrackerHttp http,
      HttpTrackerServer httpServer,
      RandomGenerator random,
      LongSupplier clock) {
    this.names = names;
    this.swarms = swarms;
    this.desk = new SwarmDesk(swarms, 0, MAX_LISTED, random);
    this.nameServer = nameServer;
    this.datagrams = datagrams;
    this.http = http;
    this.httpServer = httpServer;
    this.clock = clock;
  }

  Future<? extends Record> handle(TrackerRequest request) {
    return Future.succeededFuture(answer(request, clock.getAsLong()));
  }

  private Record answer(TrackerRequest request, long now) {
    if (request instanceof TrackerRequest.Names list) {
      String prefix = list.prefix() == null ? "" : list.prefix();
      List<String> found = names.names(prefix, MAX_LISTED + 1, now);
      boolean more = found.size() > MAX_LISTED;
      return new NameList(more ? found.subList(0, MAX_LISTED) : found, more);
    } else if (request instanceof TrackerRequest.Seeders seeders) {
      return new SeederList(
          names.seeders(seeders.name(), now).stream()
              .map(peer -> new SeederList.Seeder(peer.ip(), peer.port()))
              .toList());
    } else if (request instanceof TrackerRequest.Swarm swarm) {
      return swarm(infoHash(swarm.infoHash()), now);
    }
    NameTable.Size size = names.size(now);
    Map<String, Long> received = new HashMap<>(nameServer.received());
    add(httpServer.received(), received);
    Map<String, Long> refused = new HashMap<>(nameServer.refused());
    add(httpServer.refused(), refused);
    Map<String, Long> answeredWithin = new HashMap<>();
    Map<String, Long> httpAnsweredWithin = new HashMap<>();
    http.times().addTo(httpAnsweredWithin);
    for (TrackerDatagrams door : datagrams) {
      door.times().addTo(answeredWithin);
      add(door.swarms().received(), received);
      add(door.swarms().refused(), refused);
    }
    return new TrackerStats(
        size.names(),
        size.peers(),
        size.registrations(),
        swarms.size().swarms(),
        swarms.size().peers(),
        received,
        refused,
        answeredWithin,
        httpAnsweredWithin,
        Map.of("udp", udpBytes(ByteCounts::received), "http", http.bytes().received()),
        Map.of("udp", udpBytes(ByteCounts::sent), "http", http.bytes().sent()),
        datagrams.stream().mapToLong(TrackerDatagrams::unsent).sum());
  }

  private long udpBytes(ToLongFunction<ByteCounts> direction) {
    return datagrams.stream().map(TrackerDatagrams::bytes).mapToLong(direction).sum();
  }

  private SwarmReport swarm(InfoHash infoHash, long now) {
    SwarmCounts counts = desk.scrape(infoHash);
    return new SwarmReport(
        infoHash.hex(),
        counts.seeders(),
        counts.leechers(),
        counts.completed(),
        desk.peers(infoHash, now).stream()
            .map(peer -> new SwarmReport.Peer(peer.ip(), peer.port()))
            .toList());
  }

  private static InfoHash infoHash(String hex) {
    try {
      return InfoHash.of(InfoHash.parse(hex).truncated());
    } catch (IllegalArgumentException e) {
      throw new ApiException(FailureCode.MALFORMED, "infoHash: " + e.getMessage());
    }
  }

  private static void add(Map<String, Long> counters, Map<String, Long> sums) {
    counters.forEach((name, count) -> sums.merge(name, count, Long::sum));
  }
}
