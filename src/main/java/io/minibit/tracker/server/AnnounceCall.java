package io.minibit.tracker.server;

import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.AnnounceEvent;
import io.minibit.tracker.protocol.SwarmCounts;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * An announce on its way through the {@link SwarmTable}: what a peer says and asks for, then what
 * the table says to that. Its owner uses one again and again, so that nothing is allocated for an
 * announce; whoever sets the question sets all of it.
 *
 * <p>Not thread-safe: one owner.
 */
final class AnnounceCall {
  private long hashHead;
  private long hashMiddle;
  private int hashTail;
  private boolean ipv6;
  private long high;
  private long low;
  private int port;
  private boolean seeder;
  private AnnounceEvent event = AnnounceEvent.NONE;

  private boolean served;
  private boolean listed;
  private int seeders;
  private int leechers;
  private int completed;

  /** The torrent, by the 20 bytes at a position of the buffer. */
  void infoHash(ByteBuffer bytes, int at) {
    hashHead = bytes.getLong(at);
    hashMiddle = bytes.getLong(at + 8);
    hashTail = bytes.getInt(at + 16);
  }

  void infoHash(InfoHash infoHash) {
    infoHash(ByteBuffer.wrap(infoHash.truncated()), 0);
  }

  /** Where the peer is. IPv4 in IPv6 clothes is IPv4. */
  void address(InetAddress address) {
    byte[] bytes = address.getAddress();
    ipv6 = !(address instanceof Inet4Address);
    high = ipv6 ? word(bytes, 0, 8) : 0;
    low = ipv6 ? word(bytes, 8, 8) : word(bytes, 0, 4);
  }

  /** Which torrent, and where the peer is, as a table keeps them. */
  void entry(long head, long middle, int tail, boolean ofIpv6, long upper, long lower) {
    hashHead = head;
    hashMiddle = middle;
    hashTail = tail;
    ipv6 = ofIpv6;
    high = upper;
    low = lower;
  }

  /** What the peer says of itself. */
  void peer(int port, boolean seeder, AnnounceEvent event) {
    this.port = port;
    this.seeder = seeder;
    this.event = event;
  }

  long hashHead() {
    return hashHead;
  }

  long hashMiddle() {
    return hashMiddle;
  }

  int hashTail() {
    return hashTail;
  }

  boolean isIpv6() {
    return ipv6;
  }

  /** The first half of an IPv6 address, else 0. */
  long high() {
    return high;
  }

  /** The second half of an IPv6 address, or the whole IPv4 one. */
  long low() {
    return low;
  }

  /** Port and, where there is room for it, address: the first word of a {@link PeerSet}'s slot. */
  long addressWord() {
    return ipv6 ? port : (low << 16) | port;
  }

  int port() {
    return port;
  }

  boolean isSeeder() {
    return seeder;
  }

  AnnounceEvent event() {
    return event;
  }

  /** There is such a swarm now, or none is needed. */
  void serve(boolean listed, int seeders, int leechers, int completed) {
    this.served = true;
    this.listed = listed;
    this.seeders = seeders;
    this.leechers = leechers;
    this.completed = completed;
  }

  /** There is no such swarm and no room for another. */
  void refuse() {
    served = false;
  }

  /** Whether there was room for the swarm; what the peer is told depends on nothing else. */
  boolean isServed() {
    return served;
  }

  /** Whether the peer is in the table now. */
  boolean isListed() {
    return listed;
  }

  int seeders() {
    return seeders;
  }

  int leechers() {
    return leechers;
  }

  int completed() {
    return completed;
  }

  SwarmCounts counts() {
    return new SwarmCounts(seeders, completed, leechers);
  }

  private static long word(byte[] bytes, int from, int length) {
    long word = 0;
    for (int i = from; i < from + length; i++) {
      word = (word << 8) | (bytes[i] & 0xff);
    }
    return word;
  }
}
