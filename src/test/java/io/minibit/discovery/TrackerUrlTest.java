package io.minibit.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrackerUrlTest {
  @ParameterizedTest
  @CsvSource({
    "udp://t.example:6969/announce?k=1, udp, t.example, 6969, /announce?k=1",
    "UDP://10.0.0.1:1, udp, 10.0.0.1, 1, ''",
    "http://t.example/a, http, t.example, 80, /a",
    "https://t.example?x, https, t.example, 443, ?x",
    "https://[2001:db8::1]/a#part, https, 2001:db8::1, 443, /a",
    "http://[::1]:81/a, http, ::1, 81, /a",
  })
  void partsAreToldApart(String url, String scheme, String host, int port, String rest) {
    TrackerUrl tracker = TrackerUrl.parse(url);
    assertThat(tracker.scheme()).isEqualTo(scheme);
    assertThat(tracker.address().host()).isEqualTo(host);
    assertThat(tracker.address().port()).isEqualTo(port);
    assertThat(tracker.pathAndQuery()).isEqualTo(rest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "t.example:80",
        "ftp://t.example/SECRET",
        "file:///SECRET",
        "udp://t.example/SECRET",
        "http:///SECRET",
        "http://me:SECRET@t.example/",
        "http://t.example:99999/SECRET",
        "http://t.example/SECRET key",
        "http://t.example/SECRET\r\nHost: x",
        "http://t.example/SECRET\u00fc",
      })
  void whatIsNoTrackersUrlIsRefusedWithoutTellingItsKey(String url) {
    assertThatThrownBy(() -> TrackerUrl.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("SECRET")
        .hasMessageNotContaining("\n");
  }

  @Test
  void itsTextEndsBeforeThePath() {
    assertThat(TrackerUrl.parse("https://t.example/SECRET/announce?pass=SECRET"))
        .hasToString("https://t.example:443");
  }

  @Test
  void whatItSaysIsKeptShortAndWithoutKeys() {
    TrackerUrl tracker = TrackerUrl.parse("https://t.example/SECRETS/announce");
    assertThat(tracker.withoutKeys("no such key: SECRETS")).isEqualTo("no such key: ***");
    // A key across the place of the cut is gone before it.
    String essay = "x".repeat(TrackerUrl.MAX_SAID_CHARS - 4) + "SECRETS" + "x".repeat(1 << 20);
    assertThat(tracker.withoutKeys(essay))
        .hasSize(TrackerUrl.MAX_SAID_CHARS)
        .endsWith("***…")
        .doesNotContain("SEC");
  }

  @Test
  void aScrapeGoesWhereTheLastElementSaysAnnounce() {
    assertThat(TrackerUrl.parse("http://t/a/announce?x=announce").scrape().pathAndQuery())
        .isEqualTo("/a/scrape?x=announce");
    assertThat(TrackerUrl.parse("http://t/announce.php").scrape().pathAndQuery())
        .isEqualTo("/scrape.php");
    assertThatThrownBy(() -> TrackerUrl.parse("http://t/announce/SECRET").scrape())
        .hasMessage("http://t:80 has no address to scrape");
  }
}
