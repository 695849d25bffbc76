package io.minibit.tracker.protocol;

import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.PeerId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Turns what a {@link UdpRequestView} sees back into the request that was sent. */
public final class UdpRequests {
  private UdpRequests() {}

  /** Reads a datagram. */
  public static UdpTrackerRequest parse(byte[] datagram) throws RefusedException {
    UdpRequestView view = new UdpRequestView();
    // Not at the start of a buffer, as it may happen to be.
    ByteBuffer shifted = ByteBuffer.allocate(datagram.length + 3).position(3);
    view.wrap(shifted.put(datagram).position(3));
    Refusal refusal = view.refusal();
    if (refusal != null) {
      throw new RefusedException(refusal);
    }
    if (view.action() == UdpTrackerRequest.CONNECT) {
      return new UdpTrackerRequest.Connect(view.transactionId());
    }
    if (view.action() == UdpTrackerRequest.SCRAPE) {
      List<InfoHash> hashes = new ArrayList<>();
      for (int i = 0; i < view.hashes(); i++) {
        hashes.add(InfoHash.of(bytes(view, view.hashAt(i))));
      }
      return new UdpTrackerRequest.Scrape(view.connectionId(), view.transactionId(), hashes);
    }
    ByteBuffer raw = ByteBuffer.wrap(datagram);
    Announce announce =
        new Announce(
            InfoHash.of(bytes(view, view.hashAt(0))),
            PeerId.of(bytes(view, view.hashAt(1))),
            // What a tracker has no use for is read here by its place in BEP 15.
            new Announce.Progress(raw.getLong(56), raw.getLong(72), raw.getLong(64)),
            view.event(),
            raw.getInt(88),
            view.numWant(),
            view.port());
    if (announce.isSeeder() != view.isSeeder()) {
      throw new AssertionError(announce);
    }
    return new UdpTrackerRequest.AnnounceRequest(
        view.connectionId(), view.transactionId(), announce, view.urlData());
  }

  private static byte[] bytes(UdpRequestView view, int at) {
    byte[] bytes = new byte[InfoHash.V1_LENGTH];
    view.bytes().get(at, bytes);
    return bytes;
  }
}
