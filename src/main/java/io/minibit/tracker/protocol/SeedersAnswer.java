package io.minibit.tracker.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The answer to REQUEST: a JSON array of {@code ["ip",port]} pairs, {@code []} when nobody has the
 * name.
 *
 * @param seeders in the order of the wire
 */
public record SeedersAnswer(List<PeerAddress> seeders) {
  /** Old clients read no more than this of any answer. */
  public static final int MAX_BYTES = 1024;

  /** Copies the list. */
  public SeedersAnswer {
    seeders = List.copyOf(seeders);
  }

  /**
   * Reads an answer of any tracker. Pairs that nobody could connect to are left out, and so is all
   * that follows {@link AddressPairs#MAX_PAIRS} pairs.
   *
   * @throws RefusedException when it is no JSON array
   */
  public static SeedersAnswer parse(byte[] datagram) throws RefusedException {
    try (JsonParser json = StrictJson.open(datagram)) {
      if (json.nextToken() != JsonToken.START_ARRAY) {
        throw new RefusedException(Refusal.WRONG_TYPE);
      }
      List<PeerAddress> seeders = AddressPairs.read(json);
      if (json.nextToken() != null) {
        throw new RefusedException(Refusal.NOT_JSON);
      }
      return new SeedersAnswer(seeders);
    } catch (IOException e) {
      throw new RefusedException(Refusal.NOT_JSON);
    }
  }

  /** The datagram. */
  public byte[] toBytes() {
    return AddressPairs.write(seeders).getBytes(StandardCharsets.US_ASCII);
  }
}
