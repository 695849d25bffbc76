package io.minibit.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BansTest {
  private static InetAddress address(int number) throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {10, 0, (byte) (number >> 8), (byte) number});
  }

  @Test
  void ofTooManyTheOldestIsForgotten() throws Exception {
    Bans bans = new Bans();
    for (int i = 0; i < Bans.MAX; i++) {
      bans.add(address(i));
    }
    bans.add(address(7));
    assertThat(bans.contains(address(0))).isTrue();

    bans.add(address(Bans.MAX));

    assertThat(bans.contains(address(0))).isFalse();
    assertThat(bans.contains(address(1))).isTrue();
    assertThat(bans.contains(address(Bans.MAX))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"203.0.113.5", "192.168.1.2", "127.0.0.7", "2001:db8::1", "fd00::1"})
  void aBanEndsAllConnectionsOfItsAddress(String text) throws Exception {
    InetAddress banned = InetAddress.getByName(text);
    assertThat(Bans.ends(banned, InetAddress.getByName(text))).isTrue();
    assertThat(Bans.ends(banned, address(1))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void onTheAddressOfAllProgramsOfAMachineOthersStay(String text) throws Exception {
    assertThat(Bans.ends(InetAddress.getByName(text), InetAddress.getByName(text))).isFalse();
  }
}
