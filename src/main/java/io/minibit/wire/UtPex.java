package io.minibit.wire;

import io.minibit.bencode.BencodeType;
import io.minibit.bencode.BencodeValue;
import io.minibit.bencode.BencodeWriter;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A message of {@code ut_pex}: peers that came to the sender's swarm and peers that went (BEP 11).
 *
 * @param added with their flags
 * @param dropped gone
 */
public record UtPex(List<Added> added, List<InetSocketAddress> dropped) {
  /** The name in the extension handshake. */
  public static final String NAME = "ut_pex";

  /** As many of each kind a message, of both families together; the rest is not looked at. */
  public static final int MAX_PEERS = 50;

  private static final int IPV4 = 6;
  private static final int IPV6 = 18;

  /**
   * A peer that came.
   *
   * @param flags 1 prefers encryption, 2 is upload only, 4 speaks uTP, 8 holepunch, 16 can be
   *     reached
   */
  public record Added(InetSocketAddress peer, int flags) {}

  public UtPex {
    added = List.copyOf(added);
    dropped = List.copyOf(dropped);
  }

  /**
   * Reads one. Ports 0 and addresses that no peer can have are left out.
   *
   * @throws WireException if it is no dictionary
   */
  public static UtPex read(ByteString payload) {
    BencodeValue dictionary = ExtensionHandshake.dictionary(payload.asBuffer());
    List<Added> added = new ArrayList<>();
    add(dictionary, "added", "added.f", IPV4, added);
    add(dictionary, "added6", "added6.f", IPV6, added);
    List<Added> dropped = new ArrayList<>();
    add(dictionary, "dropped", "", IPV4, dropped);
    add(dictionary, "dropped6", "", IPV6, dropped);
    return new UtPex(added, dropped.stream().map(Added::peer).toList());
  }

  private static void add(
      BencodeValue dictionary, String key, String flagsKey, int width, List<Added> into) {
    ByteBuffer peers = string(dictionary.get(key));
    ByteBuffer flags = string(dictionary.get(flagsKey));
    for (int i = 0; peers.remaining() >= width && into.size() < MAX_PEERS; i++) {
      byte[] address = new byte[width - 2];
      peers.get(address);
      int port = peers.getShort() & 0xFFFF;
      InetAddress ip = address(address);
      if (port != 0 && !ip.isAnyLocalAddress() && !ip.isMulticastAddress()) {
        int flag = i < flags.limit() ? flags.get(i) & 0xFF : 0;
        into.add(new Added(new InetSocketAddress(ip, port), flag));
      }
    }
  }

  private static InetAddress address(byte[] bytes) {
    try {
      // Turns an IPv4 address in IPv6 clothes into what it is.
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ByteBuffer string(BencodeValue value) {
    return value == null || value.type() != BencodeType.STRING
        ? ByteBuffer.allocate(0)
        : ByteBuffer.wrap(value.asBytes());
  }

  /**
   * The message that says it.
   *
   * @param id under which the receiver wants it
   */
  public PeerMessage.Extended toMessage(int id) {
    BencodeWriter writer = new BencodeWriter().beginDictionary();
    writer.key("added").string(compact(addedOf(IPV4)));
    writer.key("added.f").string(flags(IPV4));
    writer.key("added6").string(compact(addedOf(IPV6)));
    writer.key("added6.f").string(flags(IPV6));
    writer.key("dropped").string(compact(of(dropped, IPV4)));
    writer.key("dropped6").string(compact(of(dropped, IPV6)));
    return new PeerMessage.Extended(id, ByteString.of(writer.end().toByteArray()));
  }

  private List<InetSocketAddress> addedOf(int width) {
    return of(added.stream().map(Added::peer).toList(), width);
  }

  private byte[] flags(int width) {
    ByteArrayOutputStream flags = new ByteArrayOutputStream();
    for (Added peer : added) {
      if (width(peer.peer()) == width) {
        flags.write(peer.flags());
      }
    }
    return flags.toByteArray();
  }

  private static List<InetSocketAddress> of(List<InetSocketAddress> peers, int width) {
    return peers.stream().filter(peer -> width(peer) == width).toList();
  }

  private static int width(InetSocketAddress peer) {
    return peer.getAddress().getAddress().length + 2;
  }

  private static byte[] compact(List<InetSocketAddress> peers) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (InetSocketAddress peer : peers) {
      bytes.writeBytes(peer.getAddress().getAddress());
      bytes.write(peer.getPort() >>> 8);
      bytes.write(peer.getPort());
    }
    return bytes.toByteArray();
  }
}
