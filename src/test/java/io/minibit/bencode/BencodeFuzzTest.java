package io.minibit.bencode;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Any bytes at all are decoded or refused. Runs over the seeds beside it; {@code JAZZER_FUZZ=1 mvn
 * test -Dtest=BencodeFuzzTest} searches for more.
 */
class BencodeFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void everyInputIsDecodedOrRefused(byte[] input) {
    BencodeMutationTest.decodeOrRefuse(input);
  }
}
