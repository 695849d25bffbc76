package io.minibit.swarm;

import java.util.ArrayList;
import java.util.List;

/** Writes down what a swarm wants done, a line each. */
final class Recorder implements SwarmActions {
  private final List<String> lines = new ArrayList<>();

  /** What was wanted since the last call. */
  List<String> drain() {
    List<String> drained = List.copyOf(lines);
    lines.clear();
    return drained;
  }

  private void add(String action, int... values) {
    StringBuilder line = new StringBuilder(action);
    for (int value : values) {
      line.append(' ').append(value);
    }
    lines.add(line.toString());
  }

  @Override
  public void request(int peer, int piece, int begin, int length) {
    add("request", peer, piece, begin, length);
  }

  @Override
  public void cancel(int peer, int piece, int begin, int length) {
    add("cancel", peer, piece, begin, length);
  }

  @Override
  public void upload(int peer, int piece, int begin, int length) {
    add("upload", peer, piece, begin, length);
  }

  @Override
  public void reject(int peer, int piece, int begin, int length) {
    add("reject", peer, piece, begin, length);
  }

  @Override
  public void have(int peer, int piece) {
    add("have", peer, piece);
  }

  @Override
  public void dontHave(int peer, int piece) {
    add("dontHave", peer, piece);
  }

  @Override
  public void bitfield(int peer, byte[] bits) {
    add("bitfield", peer);
  }

  @Override
  public void haveAll(int peer) {
    add("haveAll", peer);
  }

  @Override
  public void haveNone(int peer) {
    add("haveNone", peer);
  }

  @Override
  public void allowedFast(int peer, int piece) {
    add("allowedFast", peer, piece);
  }

  @Override
  public void suggest(int peer, int piece) {
    add("suggest", peer, piece);
  }

  @Override
  public void choke(int peer) {
    add("choke", peer);
  }

  @Override
  public void unchoke(int peer) {
    add("unchoke", peer);
  }

  @Override
  public void interested(int peer) {
    add("interested", peer);
  }

  @Override
  public void notInterested(int peer) {
    add("notInterested", peer);
  }

  @Override
  public void keepAlive(int peer) {
    add("keepAlive", peer);
  }

  @Override
  public void drop(int peer, DropReason reason) {
    lines.add("drop " + peer + " " + reason);
  }

  @Override
  public void verify(int piece) {
    add("verify", piece);
  }

  @Override
  public void complete() {
    add("complete");
  }
}
