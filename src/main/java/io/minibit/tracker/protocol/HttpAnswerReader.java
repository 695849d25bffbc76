package io.minibit.tracker.protocol;

import io.minibit.bencode.Bencode;
import io.minibit.bencode.BencodeException;
import io.minibit.bencode.BencodeType;
import io.minibit.bencode.BencodeValue;
import io.minibit.metainfo.InfoHash;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads the dictionary that a tracker answered with. What is not needed may be missing or of
 * another type; what is a number is cut to what it can be; what is a peer is one that could be
 * reached.
 */
final class HttpAnswerReader {
  /** Seconds, for a tracker that forgets to say: what most of them tell. */
  private static final int DEFAULT_INTERVAL = 1800;

  /** Swarms of one answer; whoever asks names fewer. */
  private static final int MAX_SWARMS = 1000;

  private static final int IPV4_LENGTH = 4;
  private static final int IPV6_LENGTH = 16;

  private final BencodeValue dictionary;

  private HttpAnswerReader(BencodeValue dictionary) {
    this.dictionary = dictionary;
  }

  static HttpAnswerReader read(byte[] body) throws RefusedException, TrackerFailureException {
    BencodeValue value;
    try {
      value = Bencode.decode(body);
    } catch (BencodeException e) {
      throw new RefusedException(Refusal.BAD_BENCODING);
    }
    if (value.type() != BencodeType.DICTIONARY) {
      throw new RefusedException(Refusal.BAD_BENCODING);
    }
    HttpAnswerReader reader = new HttpAnswerReader(value);
    reader.requireSuccess();
    return reader;
  }

  AnnounceAnswer announced() {
    List<PeerAddress> peers = new ArrayList<>();
    field(dictionary, "peers", BencodeType.STRING)
        .ifPresent(bytes -> peers.addAll(CompactPeers.read(bytes.asBuffer(), false)));
    field(dictionary, "peers", BencodeType.LIST).ifPresent(list -> readPeers(list, peers));
    field(dictionary, "peers6", BencodeType.STRING)
        .ifPresent(bytes -> peers.addAll(CompactPeers.read(bytes.asBuffer(), true)));
    return new AnnounceAnswer(
        count(dictionary, "interval", DEFAULT_INTERVAL),
        count(dictionary, "min interval", 0),
        counts(dictionary),
        peers.size() > AddressPairs.MAX_PAIRS ? peers.subList(0, AddressPairs.MAX_PAIRS) : peers,
        field(dictionary, "warning message", BencodeType.STRING)
            .map(BencodeValue::asText)
            .map(TrackerFailureException::clean),
        source());
  }

  /** Whom the tracker sees (BEP 24), if it names somebody who could be a peer. */
  private Optional<InetAddress> source() {
    return field(dictionary, "external ip", BencodeType.STRING)
        .filter(bytes -> bytes.length() == IPV4_LENGTH || bytes.length() == IPV6_LENGTH)
        .map(bytes -> new PeerAddress(PeerAddress.inet(bytes.asBytes()), PeerAddress.MAX_PORT))
        .filter(PeerAddress::isUnicast)
        .map(PeerAddress::address);
  }

  Map<InfoHash, SwarmCounts> scraped() throws RefusedException {
    BencodeValue files =
        field(dictionary, "files", BencodeType.DICTIONARY)
            .orElseThrow(() -> new RefusedException(Refusal.MISSING_FIELD));
    Map<InfoHash, SwarmCounts> swarms = new HashMap<>();
    for (BencodeValue.Entry file : files.entries()) {
      if (file.key().length() == InfoHash.V1_LENGTH
          && file.value().type() == BencodeType.DICTIONARY
          && swarms.size() < MAX_SWARMS) {
        swarms.put(InfoHash.of(file.key().asBytes()), counts(file.value()));
      }
    }
    return swarms;
  }

  private void requireSuccess() throws TrackerFailureException {
    Optional<BencodeValue> reason = field(dictionary, "failure reason", BencodeType.STRING);
    if (reason.isEmpty()) {
      return;
    }
    BencodeValue retry = dictionary.get("retry in");
    OptionalInt minutes = OptionalInt.empty();
    if (retry != null && retry.isText("never")) {
      minutes = OptionalInt.of(TrackerFailureException.NEVER);
    } else if (retry != null && retry.type() == BencodeType.INTEGER) {
      minutes = OptionalInt.of(count(dictionary, "retry in", 0));
    } else if (retry != null && retry.type() == BencodeType.STRING) {
      // BEP 31 shows the number as a string.
      minutes = digits(retry.asText());
    }
    throw new TrackerFailureException(reason.get().asText(), minutes);
  }

  private static OptionalInt digits(String text) {
    return text.matches("[0-9]{1,6}")
        ? OptionalInt.of(Integer.parseInt(text))
        : OptionalInt.empty();
  }

  /** Peers as dictionaries (BEP 3); one that is named by host and not by address is left out. */
  private static void readPeers(BencodeValue list, List<PeerAddress> peers) {
    for (BencodeValue peer : list.elements()) {
      if (peers.size() == AddressPairs.MAX_PAIRS) {
        return;
      }
      if (peer.type() == BencodeType.DICTIONARY) {
        int port = count(peer, "port", 0);
        field(peer, "ip", BencodeType.STRING)
            .flatMap(ip -> PeerAddress.parse(ip.asText(), port))
            .filter(PeerAddress::isUnicast)
            .ifPresent(peers::add);
      }
    }
  }

  private static SwarmCounts counts(BencodeValue dictionary) {
    return new SwarmCounts(
        count(dictionary, "complete", 0),
        count(dictionary, "downloaded", 0),
        count(dictionary, "incomplete", 0));
  }

  private static int count(BencodeValue dictionary, String key, int otherwise) {
    return field(dictionary, key, BencodeType.INTEGER)
        .map(value -> (int) Math.max(0, Math.min(Integer.MAX_VALUE - 1, value.asLong())))
        .orElse(otherwise);
  }

  private static Optional<BencodeValue> field(
      BencodeValue dictionary, String key, BencodeType type) {
    return Optional.ofNullable(dictionary.get(key)).filter(value -> value.type() == type);
  }
}
