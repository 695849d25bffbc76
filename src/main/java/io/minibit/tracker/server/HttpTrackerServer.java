package io.minibit.tracker.server;

import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.AnnounceAnswer;
import io.minibit.tracker.protocol.HttpTrackerAnswer;
import io.minibit.tracker.protocol.HttpTrackerRequest;
import io.minibit.tracker.protocol.Refusal;
import io.minibit.tracker.protocol.RefusedException;
import io.minibit.tracker.protocol.SwarmCounts;
import io.minibit.tracker.protocol.TrackerFailureException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The HTTP tracker (BEP 3, 7, 23, 24, 31, 48) but for HTTP itself: a query in, a body out. What is
 * wrong with a request is said in a body too, since clients look at nothing else.
 *
 * <p>Not thread-safe: one owner.
 */
public final class HttpTrackerServer {
  /** What most trackers give at most. */
  public static final int MAX_PEERS = 200;

  /**
   * To wait for those who asked too often: their allowance is of a second, and this is the least.
   */
  private static final int TOO_MANY_MINUTES = 1;

  private static final int MINUTE = 60;

  private final SwarmDesk desk;
  private final Admission admission;
  private final RequestCounts counts = new RequestCounts();

  /** For those who may be served later: the lists may change, and peers leave. */
  private final int laterMinutes;

  /**
   * A server.
   *
   * @param interval seconds between announces that clients are told
   * @param admission whom it serves
   * @param random chooses among peers
   */
  public HttpTrackerServer(
      SwarmTable table, int interval, Admission admission, RandomGenerator random) {
    this.admission = admission;
    this.laterMinutes = Math.max(1, interval / MINUTE);
    this.desk = new SwarmDesk(table, interval, MAX_PEERS, random);
  }

  /**
   * Answers an announce.
   *
   * @param source the address that the request came from
   * @param path of the request, which may begin with an access key
   * @param query raw, or null for none
   * @param now milliseconds, as of the table
   */
  public byte[] announce(InetAddress source, String path, String query, long now) {
    HttpTrackerRequest.AnnounceRequest request;
    try {
      request = HttpTrackerRequest.parseAnnounce(query);
    } catch (RefusedException e) {
      return refuse(e);
    }
    counts.receive("http_announce");
    AnnounceCall call = desk.call(source, request.announce().infoHash());
    if (!admission.mayAsk(call, now)) {
      return tooMany();
    }
    Access.Denial denial = admission.access().denial(call, path);
    if (denial != null) {
      return denied(denial);
    }
    Optional<AnnounceAnswer> answer = desk.announce(source, request.announce(), now);
    if (answer.isEmpty()) {
      counts.refuse("full");
      return HttpTrackerAnswer.failed("the tracker is full", laterMinutes);
    }
    return HttpTrackerAnswer.announced(answer.get(), request.compact(), source);
  }

  /**
   * Answers a scrape. Swarms that nobody knows are all zeros, as over UDP.
   *
   * @param source the address that the request came from
   * @param path of the request, which may begin with an access key
   * @param query raw, or null for none
   */
  public byte[] scrape(InetAddress source, String path, String query, long now) {
    try {
      List<InfoHash> infoHashes = HttpTrackerRequest.parseScrape(query).infoHashes();
      counts.receive("http_scrape");
      if (!admission.mayAsk(desk.call(source, infoHashes.get(0)), now)) {
        return tooMany();
      }
      if (!admission.access().admits(path)) {
        return denied(Access.Denial.ACCESS_KEY);
      }
      Map<InfoHash, SwarmCounts> swarms = new HashMap<>();
      for (InfoHash infoHash : infoHashes) {
        swarms.put(infoHash, desk.scrape(infoHash));
      }
      return HttpTrackerAnswer.scraped(swarms);
    } catch (RefusedException e) {
      return refuse(e);
    }
  }

  /** From now on announces are noted there. */
  public void note(ChangeLog log) {
    desk.note(log);
  }

  /** Counts a request that its door refused, so that this never saw it. */
  public void turnAway(String reason) {
    counts.refuse(reason);
  }

  /** How many requests were taken, by kind. */
  public Map<String, Long> received() {
    return counts.received();
  }

  /** How many were not, by reason. */
  public Map<String, Long> refused() {
    return counts.refused();
  }

  private byte[] tooMany() {
    counts.refuse("too_many_requests");
    return HttpTrackerAnswer.failed("too many requests from your address", TOO_MANY_MINUTES);
  }

  private byte[] denied(Access.Denial denial) {
    counts.refuse(denial);
    return HttpTrackerAnswer.failed(denial.words(), laterMinutes);
  }

  /** What makes no sense makes none the next time either. */
  private byte[] refuse(RefusedException e) {
    counts.refuse(e.refusal());
    return HttpTrackerAnswer.failed(words(e.refusal()), TrackerFailureException.NEVER);
  }

  private static String words(Refusal refusal) {
    return switch (refusal) {
      case MISSING_FIELD -> "info_hash, and to announce peer_id and port, must be given";
      case BAD_INFO_HASH -> "info_hash must have 20 bytes";
      case BAD_PEER_ID -> "peer_id must have 20 bytes";
      case BAD_PORT -> "port must be 1 to 65535";
      case BAD_EVENT -> "event must be started, completed, stopped or nothing";
      case BAD_NUMBER -> "a number was expected";
      case BAD_ENCODING -> "the query is not percent-encoded";
      case REPEATED_FIELD -> "a field was given twice";
      default -> "malformed request";
    };
  }
}
