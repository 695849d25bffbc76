package io.minibit.swarm;

import java.util.Arrays;

/**
 * Who is at the other end, told by peer ids (BEP 3): ourselves, or a peer that is connected
 * already. Of two connections between the same two, both ends keep the same one without a word: the
 * one that the greater id dialled.
 */
public final class PeerIds {
  /** What to do with a connection whose handshake is over. */
  public enum Verdict {
    /** It stays. */
    KEEP,
    /** It ends; the other end is this very node. */
    OURSELVES,
    /** It ends; the one before it stays. */
    END_NEW,
    /** It stays; the one before it ends. */
    END_OLD
  }

  private PeerIds() {}

  /** Judges a connection to a peer that is not connected yet. */
  public static Verdict judge(byte[] ours, byte[] theirs) {
    return Arrays.equals(ours, theirs) ? Verdict.OURSELVES : Verdict.KEEP;
  }

  /**
   * Judges a second connection to the same peer. Where both were dialled from the same end the
   * older stays, and only the accepting end decides: the dialling one may see them in another
   * order.
   *
   * @param newDialled whether we dialled the new one
   * @param oldDialled whether we dialled the old one
   */
  public static Verdict judgeSecond(
      byte[] ours, byte[] theirs, boolean newDialled, boolean oldDialled) {
    if (newDialled == oldDialled) {
      return newDialled ? Verdict.KEEP : Verdict.END_NEW;
    }
    boolean weAreGreater = Arrays.compareUnsigned(ours, theirs) > 0;
    return newDialled == weAreGreater ? Verdict.END_OLD : Verdict.END_NEW;
  }
}
