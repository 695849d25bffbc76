package io.minibit.tracker.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Arrays of {@code ["ip",port]}, which both answers contain. */
public final class AddressPairs {
  /** As many peers as anybody dials for one file; trackers send about 40. */
  public static final int MAX_PAIRS = 1000;

  private AddressPairs() {}

  /** Bytes that this pair takes within an array, without the comma. */
  public static int bytes(PeerAddress peer) {
    return pair(peer).length();
  }

  static String write(List<PeerAddress> peers) {
    return peers.stream().map(AddressPairs::pair).collect(Collectors.joining(",", "[", "]"));
  }

  /** Reads to the end of the array that the parser stands at the start of. */
  static List<PeerAddress> read(JsonParser json) throws IOException {
    List<PeerAddress> peers = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == JsonToken.START_ARRAY) {
        Optional<PeerAddress> peer = readPair(json);
        if (peers.size() < MAX_PAIRS) {
          peer.ifPresent(peers::add);
        }
      } else {
        json.skipChildren();
      }
    }
    return peers;
  }

  private static Optional<PeerAddress> readPair(JsonParser json) throws IOException {
    String ip = null;
    int port = 0;
    int elements = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (elements == 0 && json.currentToken() == JsonToken.VALUE_STRING) {
        ip = json.getText();
      } else if (elements == 1
          && json.currentToken() == JsonToken.VALUE_NUMBER_INT
          && json.getNumberType() == JsonParser.NumberType.INT) {
        port = json.getIntValue();
      } else {
        json.skipChildren();
      }
      elements++;
    }
    return ip == null || elements != 2
        ? Optional.empty()
        : PeerAddress.parse(ip, port).filter(PeerAddress::isUnicast);
  }

  private static String pair(PeerAddress peer) {
    return "[\"" + peer.ip() + "\"," + peer.port() + "]";
  }
}
