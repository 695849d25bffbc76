package io.minibit.swarm;

import io.minibit.metainfo.PieceGeometry;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** All that is remembered of one connected peer; the rules live in the classes that change it. */
final class SwarmPeer {
  /** Allowed fast pieces that are remembered: ten times what BEP 6 suggests. */
  static final int MAX_ALLOWED = 100;

  /** Suggestions that are remembered: for half a second at 100 Mbit/s and 16 KiB pieces. */
  static final int MAX_SUGGESTED = 64;

  static final int NO_PIECE = -1;

  private static final int[] NONE = {};

  final int handle;
  final InetSocketAddress address;
  final boolean fast;
  final int priority;
  final Bitfield pieces;
  final RequestPipeline pipeline;
  final UploadQueue queue;
  final RateMeter uploadMeter;

  /** Whether it is told of by the count of seeds instead of by its bits. */
  boolean countedAsSeed;

  boolean uploadOnly;
  boolean understandsDontHave;

  /** Blocks that one request may ask it for. */
  int maxRun = 1;

  /** Bytes that one request of its may ask us for. */
  int maxRequest = UploadScheduler.MAX_REQUEST;

  boolean chokesUs = true;
  boolean interestedInUs;
  boolean choked = true;
  boolean interesting;

  /** How many of its pieces we want and lack. */
  int wantedPieces;

  /** The piece that it is working on, or null. */
  ActivePiece current;

  /** Pieces that it lets us have while it chokes us. */
  int[] allowedToUs = new int[0];

  /** Pieces that it wants us to fetch next, the latest last. */
  private int[] suggested = NONE;

  /** Pieces that we suggested to it and that it has not asked for. */
  final Set<Integer> promised = new HashSet<>(0);

  /** Those that it has asked for and that wait in its queue. */
  final Set<Integer> expected = new HashSet<>(0);

  /** The piece that it asked us for last. */
  int askedFor = NO_PIECE;

  /** The piece that was last sent to it. */
  int serving = NO_PIECE;

  /** Pieces that we let it have while we choke it. */
  int[] allowedToIt = new int[0];

  /** It took part in a piece that failed: it gets whole pieces for itself until one is good. */
  boolean onParole;

  long nothingToStealUntil = Long.MIN_VALUE;
  boolean connected = true;
  boolean waitsForTokens;
  long receivedAt;
  long sentAt;
  long usefulBytes;
  long wastedBytes;
  long uploadingBytes;
  long uploadProgressAt;

  /** What it had given, or been given, at the last round of the choker. */
  long usefulAtRound;

  /** When its turn on an upload slot began or ended. */
  long turnAt;

  int rejectsWhileChoked;

  SwarmPeer(int handle, PeerHello hello, int pieceCount, int requestQueue, long now) {
    this.handle = handle;
    address = hello.address();
    fast = hello.fast();
    priority = hello.priority();
    pieces = new Bitfield(pieceCount);
    pipeline = new RequestPipeline(PieceGeometry.BLOCK_LENGTH, fast, now);
    queue = new UploadQueue(requestQueue);
    uploadMeter = new RateMeter(now);
    receivedAt = now;
    sentAt = now;
    turnAt = now;
  }

  boolean isSeed() {
    return pieces.isFull();
  }

  /** Remembers a suggestion; when there are too many the oldest gives way. */
  void suggest(int piece) {
    if (suggested.length < MAX_SUGGESTED) {
      suggested = Arrays.copyOf(suggested, suggested.length + 1);
    } else {
      System.arraycopy(suggested, 1, suggested, 0, suggested.length - 1);
    }
    suggested[suggested.length - 1] = piece;
  }

  /** It choked us: what it suggested may by now have been suggested to others. */
  void forgetSuggestions() {
    suggested = NONE;
  }

  int suggestions() {
    return suggested.length;
  }

  /** The i-th suggestion that stands, the oldest first. */
  int suggestion(int i) {
    return suggested[i];
  }

  /** Remembers a piece that we may ask for while choked. */
  void allow(int piece) {
    if (allowedToUs.length < MAX_ALLOWED && !mayAskWhileChoked(piece)) {
      allowedToUs = Arrays.copyOf(allowedToUs, allowedToUs.length + 1);
      allowedToUs[allowedToUs.length - 1] = piece;
    }
  }

  boolean mayAskWhileChoked(int piece) {
    return contains(allowedToUs, piece);
  }

  boolean mayBeServedWhileChoked(int piece) {
    return pieces.count() <= AllowedFast.SET_SIZE && contains(allowedToIt, piece);
  }

  private static boolean contains(int[] set, int piece) {
    for (int member : set) {
      if (member == piece) {
        return true;
      }
    }
    return false;
  }
}
