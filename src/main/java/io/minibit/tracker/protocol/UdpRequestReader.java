package io.minibit.tracker.protocol;

import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.PeerId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads one request of {@link UdpTrackerRequest}. */
final class UdpRequestReader {
  private UdpRequestReader() {}

  static UdpTrackerRequest read(ByteBuffer datagram) throws RefusedException {
    if (!datagram.hasRemaining()) {
      throw new RefusedException(Refusal.EMPTY);
    }
    require(datagram, UdpTrackerRequest.HEADER_BYTES);
    long connectionId = datagram.getLong();
    int action = datagram.getInt();
    int transactionId = datagram.getInt();
    return switch (action) {
      case UdpTrackerRequest.CONNECT -> {
        if (connectionId != UdpTrackerRequest.MAGIC) {
          throw new RefusedException(Refusal.BAD_MAGIC);
        }
        yield new UdpTrackerRequest.Connect(transactionId);
      }
      case UdpTrackerRequest.ANNOUNCE -> announce(connectionId, transactionId, datagram);
      case UdpTrackerRequest.SCRAPE ->
          new UdpTrackerRequest.Scrape(connectionId, transactionId, infoHashes(datagram));
      default -> throw new RefusedException(Refusal.UNKNOWN_ACTION);
    };
  }

  private static UdpTrackerRequest announce(long connectionId, int transactionId, ByteBuffer body)
      throws RefusedException {
    require(body, UdpTrackerRequest.ANNOUNCE_BYTES - UdpTrackerRequest.HEADER_BYTES);
    InfoHash infoHash = infoHash(body);
    byte[] peerId = new byte[PeerId.LENGTH];
    body.get(peerId);
    long downloaded = body.getLong();
    long left = body.getLong();
    long uploaded = body.getLong();
    AnnounceEvent event =
        AnnounceEvent.of(body.getInt()).orElseThrow(() -> new RefusedException(Refusal.BAD_EVENT));
    body.getInt(); // An address that the sender claims: anybody could name a victim there.
    int key = body.getInt();
    int numWant = body.getInt();
    int port = body.getShort() & 0xffff;
    if (port == 0) {
      throw new RefusedException(Refusal.BAD_PORT);
    }
    Announce announce =
        new Announce(
            infoHash,
            PeerId.of(peerId),
            new Announce.Progress(downloaded, uploaded, left),
            event,
            key,
            numWant,
            port);
    return new UdpTrackerRequest.AnnounceRequest(
        connectionId, transactionId, announce, UrlDataOption.read(body));
  }

  private static List<InfoHash> infoHashes(ByteBuffer body) throws RefusedException {
    require(body, InfoHash.V1_LENGTH);
    List<InfoHash> infoHashes = new ArrayList<>();
    while (body.remaining() >= InfoHash.V1_LENGTH
        && infoHashes.size() < UdpTrackerRequest.MAX_SCRAPED) {
      infoHashes.add(infoHash(body));
    }
    return infoHashes;
  }

  private static InfoHash infoHash(ByteBuffer bytes) {
    byte[] hash = new byte[InfoHash.V1_LENGTH];
    bytes.get(hash);
    return InfoHash.of(hash);
  }

  private static void require(ByteBuffer datagram, int bytes) throws RefusedException {
    if (datagram.remaining() < bytes) {
      throw new RefusedException(Refusal.TOO_SHORT);
    }
  }
}
