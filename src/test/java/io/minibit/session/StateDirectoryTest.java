package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
  @TempDir Path scratch;

  @Test
  void eachProcessHasItsOwnAndTheFirstIsFreeAgainAfterwards() throws IOException {
    Path wanted = scratch.resolve("state");
    try (StateDirectory first = StateDirectory.open(wanted)) {
      assertThat(first.resume("x")).isEqualTo(first.root().resolve("resume/x"));
      try (StateDirectory second = StateDirectory.open(wanted);
          StateDirectory third = StateDirectory.open(wanted)) {
        assertThat(second.resume("x")).isEqualTo(first.root().resolve("2/resume/x"));
        assertThat(third.resume("x")).isEqualTo(first.root().resolve("3/resume/x"));
        assertThat(second.holds(first.resume("x"))).isTrue();
        assertThat(second.holds(scratch)).isFalse();
      }
      assertThat(wanted.resolve("2")).doesNotExist();
    }
    assertThat(wanted).doesNotExist();
  }

  @Test
  void whatWasKeptStaysAndALockThatNobodyHoldsIsNoneInTheWay() throws IOException {
    Path wanted = scratch.resolve("state");
    try (StateDirectory state = StateDirectory.open(wanted)) {
      Files.createDirectories(state.resume("x").getParent());
      Files.writeString(state.resume("x"), "kept");
    }
    // As after a kill: the file is there, and no process holds it.
    assertThat(wanted.resolve("lock")).exists();
    try (StateDirectory again = StateDirectory.open(wanted)) {
      assertThat(again.resume("x")).hasContent("kept");
      again.forgetResume("x");
    }
    assertThat(wanted).doesNotExist();
  }

  @Test
  void nobodyElseMayLookIn() throws IOException {
    try (StateDirectory state = StateDirectory.open(scratch.resolve("state"))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.root())))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void aTemporaryOneLeavesNothing() throws IOException {
    Path root;
    try (StateDirectory state = StateDirectory.temporary()) {
      root = state.root();
      Files.createDirectories(state.hashes());
      Files.writeString(state.hashes().resolve("x"), "gone");
    }
    assertThat(root).doesNotExist();
  }

  @Test
  void noMoreProcessesAreTakenThanThereIsRoomFor() throws IOException {
    Path wanted = scratch.resolve("state");
    StateDirectory[] all = new StateDirectory[StateDirectory.MOST_PROCESSES];
    for (int i = 0; i < all.length; i++) {
      all[i] = StateDirectory.open(wanted);
    }
    assertThatThrownBy(() -> StateDirectory.open(wanted))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("64 processes keep their state in it");
    for (int i = all.length - 1; i >= 0; i--) {
      all[i].close();
    }
    assertThat(wanted).doesNotExist();
  }
}
