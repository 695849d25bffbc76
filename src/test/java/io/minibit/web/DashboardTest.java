package io.minibit.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.api.Event;
import io.minibit.api.PeerRequest;
import io.minibit.api.Transfer;
import io.minibit.api.TransferState;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** The page in a real browser, in front of a peer that says what the test wants. */
class DashboardTest {
  private static final int MANY = 1000;

  private Browser browser;
  private WebDoor door;

  @BeforeEach
  void open() throws Exception {
    browser = Browser.open();
    door = WebDoor.open(null);
  }

  @AfterEach
  void close() {
    if (browser != null) {
      browser.close();
    }
    if (door != null) {
      door.close();
    }
  }

  private void visit() {
    browser.visit("http://localhost:" + door.port + "/");
  }

  @Test
  void namesOfOthersAreShownAndNeverRun() {
    List<String> attacks =
        List.of(
            "<img src=x onerror=\"window.pwned=1\">",
            "<script>window.pwned=1</script>",
            "\"><svg onload=window.pwned=1>",
            "javascript:window.pwned=1",
            "exe.\u202etxt.scr");
    attacks.forEach(
        name -> door.put(Event.Type.ADDED, WebDoor.transfer(name, TransferState.FAILED, 0)));
    visit();
    browser.awaitText("<img src=x");
    attacks.forEach(
        name -> door.put(Event.Type.COMPLETED, WebDoor.transfer(name, TransferState.SEEDING, 1)));
    browser.awaitText("is complete");
    browser.find(".row").click();
    assertThat(browser.text()).contains("<script>window.pwned=1</script>").contains("\\u202e");
    assertThat(browser.run("return window.pwned === undefined")).isEqualTo(true);
    assertThat(browser.run("return document.querySelectorAll('main img, main script').length"))
        .isEqualTo(0L);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void evenMarkupThatGotThroughWouldNotRun() {
    visit();
    Object refused =
        browser.run(
            "try { document.body.innerHTML = '<b>x</b>'; return 'taken'; } catch (e) { return e.name; }");
    assertThat(refused).isEqualTo("TypeError");
  }

  @Test
  void aThousandTransfersThatChangeTwiceASecondScrollSmoothly() throws Exception {
    for (int i = 0; i < MANY; i++) {
      door.put(Event.Type.ADDED, many(i, 0));
    }
    visit();
    browser.awaitText("(" + MANY + ")");
    long timer =
        door.vertx.setPeriodic(
            500,
            fired -> {
              double progress = (fired % 7) / 7.0;
              for (int i = 0; i < MANY; i++) {
                door.put(Event.Type.PROGRESS, many(i, progress));
              }
            });
    Object frames =
        browser.runLong(
            "const done = arguments[arguments.length - 1]; let frames = 0; const start = performance.now();"
                + "const list = document.getElementById('list');"
                + "const step = () => { frames++; list.scrollTop += 40;"
                + "if (performance.now() - start < 4000) requestAnimationFrame(step);"
                + "else done(Math.round(frames / ((performance.now() - start) / 1000))); };"
                + "requestAnimationFrame(step);");
    door.vertx.cancelTimer(timer);
    System.out.println("dashboard: " + frames + " frames a second with " + MANY + " transfers");
    assertThat((Long) browser.run("return document.querySelectorAll('.row').length"))
        .isLessThan(60);
    browser.picture("thousand");
    assertThat(browser.complaints()).isEmpty();
  }

  private static Transfer many(int i, double progress) {
    return WebDoor.transfer("file-%04d.bin".formatted(i), TransferState.DOWNLOADING, progress);
  }

  @Test
  void everythingCanBeDoneByKeyboard() throws Exception {
    for (int i = 0; i < 3; i++) {
      door.put(Event.Type.ADDED, many(i, 0.5));
    }
    visit();
    browser.awaitText("file-0002.bin");
    browser.find("#list").sendKeys(Keys.ARROW_DOWN, Keys.ARROW_DOWN);
    browser.await(page -> browser.find("#details").getText().contains("file-0001.bin"));
    browser.find("#list").sendKeys(" ");
    await(new PeerRequest.Pause("old:file-0001.bin"));
    browser.find("#list").sendKeys(Keys.DELETE);
    browser.await(page -> browser.find("dialog").isDisplayed());
    browser.press(Keys.ESCAPE);
    browser.await(page -> browser.run("return document.querySelector('dialog')") == null);
    assertThat(door.requests).noneMatch(PeerRequest.Remove.class::isInstance);
    browser.find("body").sendKeys("n");
    browser.await(page -> browser.find("dialog input").isDisplayed());
    browser.press("magnet:?xt=urn:btih:" + "a".repeat(40), Keys.ENTER);
    await(
        new PeerRequest.Get(
            null, "magnet:?xt=urn:btih:" + "a".repeat(40), null, null, null, null, null));
  }

  private void await(PeerRequest request) {
    browser.await(page -> door.requests.contains(request));
  }

  @Test
  void itFitsAPhone() throws Exception {
    door.put(Event.Type.ADDED, many(1, 0.5));
    browser.size(390, 800);
    visit();
    browser.awaitText("file-0001.bin");
    assertThat(browser.find(".row .peers").getDomProperty("textContent")).isEqualTo("1 peer");
    browser.find(".row").click();
    browser.await(page -> browser.find("#details").isDisplayed());
    assertThat(
            browser.run(
                "return document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
        .isEqualTo(true);
    browser.picture("phone");
  }
}
