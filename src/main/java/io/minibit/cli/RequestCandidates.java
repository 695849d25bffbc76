package io.minibit.cli;

import io.minibit.api.Addresses;
import io.minibit.api.RequestFamily;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** What a shell offers for the words of {@code send}, made from the requests that there are. */
final class RequestCandidates {
  private RequestCandidates() {}

  /** The addresses that every node answers at. */
  static final class OfAddresses implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of(Addresses.PEER, Addresses.PEERS, Addresses.TRACKER).iterator();
    }
  }

  /** The actions that are a whole request by themselves. */
  static final class OfActions implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.of(RequestFamily.PEER, RequestFamily.PEERS, RequestFamily.TRACKER)
          .flatMap(family -> family.requests().entrySet().stream())
          .filter(request -> request.getValue().getRecordComponents().length == 0)
          .map(request -> request.getKey())
          .iterator();
    }
  }
}
