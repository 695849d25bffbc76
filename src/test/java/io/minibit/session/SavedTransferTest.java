package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minibit.metainfo.MagnetLink;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SavedTransferTest {
  private static final String LINK = "magnet:?xt=urn:btih:" + "1".repeat(40) + "&dn=name";

  private static SavedTransfer transfer() throws Exception {
    return new SavedTransfer(
        MagnetLink.parse(LINK),
        Optional.empty(),
        Path.of("/data"),
        Optional.of("content"),
        Optional.of("name"),
        true,
        true,
        false,
        1,
        2);
  }

  @Test
  void isReadAsItWasWritten() throws Exception {
    assertThat(SavedTransfer.decode(transfer().encode())).isEqualTo(transfer());
  }

  @Test
  void isRefusedWhenItWasCutShort() throws Exception {
    byte[] whole = transfer().encode();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> SavedTransfer.decode(cut)).isInstanceOf(RuntimeException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "6:formati1e, 6:formati2e, from another version",
    "7:content7:content, 7:content9:../../etc, no plain name",
    "8:downloadi1e, 8:downloadi-1e, has a negative download",
    "6:folder, 6:folxer, has no folder",
  })
  void isRefusedWhenItWasEdited(String from, String to, String why) throws Exception {
    String text = new String(transfer().encode(), StandardCharsets.ISO_8859_1);
    assertThat(text).contains(from);
    byte[] edited = text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> SavedTransfer.decode(edited))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }
}
