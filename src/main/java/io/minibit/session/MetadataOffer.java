package io.minibit.session;

import io.minibit.metainfo.InfoDictionary;
import io.minibit.wire.ByteString;
import io.minibit.wire.UtMetadata;
import io.minibit.wire.WireException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Serves a torrent's info dictionary to its peers (BEP 9), each through a {@link Service} of its
 * own.
 */
final class MetadataOffer {
  private final byte[] info;

  MetadataOffer(InfoDictionary info) {
    this.info = size(info).isPresent() ? info.bytes() : new byte[0];
  }

  /** What the extension handshake says; empty for one so large that nobody would take it. */
  static OptionalInt size(InfoDictionary info) {
    return info.size() <= UtMetadata.MAX_METADATA
        ? OptionalInt.of(info.size())
        : OptionalInt.empty();
  }

  /**
   * Begins to serve a peer.
   *
   * @param ready whether the connection takes more just now, so that who asks and never reads fills
   *     no memory
   * @param outlet takes what is to be sent
   */
  Service service(BooleanSupplier ready, Consumer<UtMetadata> outlet) {
    return new Service(ready, outlet);
  }

  private int blocks() {
    return (info.length + UtMetadata.BLOCK - 1) / UtMetadata.BLOCK;
  }

  private UtMetadata.Data data(int block) {
    int from = block * UtMetadata.BLOCK;
    byte[] bytes = Arrays.copyOfRange(info, from, Math.min(info.length, from + UtMetadata.BLOCK));
    return new UtMetadata.Data(block, info.length, ByteString.of(bytes));
  }

  /**
   * One peer's share: so many times the whole dictionary and no more, which is the flood protection
   * of BEP 9; what is beyond is refused, and who does not care for refusals has broken the rules.
   */
  final class Service {
    /** Times that the whole is served on one connection: for a second and a third try. */
    static final int MAX_COPIES = 3;

    /** Requests that wait; some clients ask for all blocks at once, and 128 are 2 MiB. */
    static final int MAX_QUEUED = 128;

    /** Refusals on one connection; a whole copy of the largest dictionary asked for in vain. */
    static final int MAX_REFUSED = UtMetadata.MAX_METADATA / UtMetadata.BLOCK;

    private final BooleanSupplier ready;
    private final Consumer<UtMetadata> outlet;
    private final Deque<Integer> queue = new ArrayDeque<>();
    private int left = MAX_COPIES * blocks();
    private int refused;

    private Service(BooleanSupplier ready, Consumer<UtMetadata> outlet) {
      this.ready = ready;
      this.outlet = outlet;
    }

    /**
     * The peer wants a block.
     *
     * @throws WireException if it was refused too often
     */
    void requested(int block) {
      if (block >= blocks() || left == 0 || queue.size() == MAX_QUEUED) {
        if (++refused > MAX_REFUSED) {
          throw new WireException("asks for metadata again and again");
        }
        outlet.accept(new UtMetadata.Reject(block));
        return;
      }
      left--;
      queue.add(block);
      drain();
    }

    /** Sends what waits, as far as the connection takes it; to be called when it may take more. */
    void drain() {
      while (!queue.isEmpty() && ready.getAsBoolean()) {
        outlet.accept(data(queue.poll()));
      }
    }
  }
}
