package io.minibit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartFileTest {
  @TempDir Path folder;
  private Path target;

  @BeforeEach
  void name() {
    target = folder.resolve("a.txt");
  }

  @Test
  void takesItsNameOnlyWhenWhole() throws IOException {
    try (PartFile file = PartFile.open(target)) {
      file.append(bytes("hello world"));
      assertThat(target).doesNotExist();
      file.finish();
    }
    assertThat(target).hasContent("hello world");
    assertThat(folder).isDirectoryContaining(path -> path.equals(target));
    assertThat(folder.toFile().list()).containsExactly("a.txt");
  }

  @Test
  void leavesNothingWhenUnfinished() throws IOException {
    try (PartFile file = PartFile.open(target)) {
      file.append(bytes("hello"));
    }
    assertThat(folder.toFile().list()).isEmpty();
  }

  @Test
  void aTargetWithTheLongestOfNamesHasRoomForATemporaryOne() throws IOException {
    String start = "ß".repeat(125);
    for (String end : List.of("12345", "54321")) {
      Path longest = folder.resolve(start + end);
      try (PartFile file = PartFile.open(longest);
          PartFile other = PartFile.open(folder.resolve(start + "other"))) {
        file.append(bytes("hello"));
        other.append(bytes("world"));
        file.finish();
      }
      assertThat(longest).hasContent("hello");
    }
    assertThat(folder.toFile().list()).hasSize(2);
  }

  @Test
  void whatAnotherJustGaveItsFinalNameIsNotWrittenTo() throws IOException {
    Path part = Files.writeString(folder.resolve(".a.txt.minibit-part"), "hello");
    try (FileChannel opened = FileChannel.open(part, StandardOpenOption.WRITE)) {
      Files.move(part, target);
      assertThatThrownBy(() -> PartFile.lock(opened, part, target))
          .hasMessageContaining("is being downloaded already");
    }
  }

  @Test
  void startsOver() throws IOException {
    try (PartFile file = PartFile.open(target)) {
      file.append(bytes("wrong and long"));
      file.restart();
      file.append(bytes("right"));
      file.finish();
    }
    assertThat(target).hasContent("right");
  }

  @Test
  void neverOverwritesOtherContent() throws IOException {
    Files.writeString(target, "mine");
    try (PartFile file = PartFile.open(target)) {
      assertThatThrownBy(() -> file.append(bytes("murky")))
          .isInstanceOf(FileAlreadyExistsException.class)
          .hasMessageContaining("a.txt");
    }
    assertThat(target).hasContent("mine");
  }

  @Test
  void aLongerTargetDiffersToo() throws IOException {
    Files.writeString(target, "hello world");
    try (PartFile file = PartFile.open(target)) {
      file.append(bytes("hello"));
      assertThatThrownBy(file::finish).isInstanceOf(FileAlreadyExistsException.class);
    }
    assertThat(target).hasContent("hello world");
  }

  @Test
  void theSameContentIsLeftAsItIs() throws IOException {
    Files.writeString(target, "hello");
    try (PartFile file = PartFile.open(target)) {
      file.append(bytes("hello"));
      file.finish();
    }
    assertThat(target).hasContent("hello");
    assertThat(folder.toFile().list()).containsExactly("a.txt");
  }

  @Test
  void theBeginningOfTheSameContentIsCompleted() throws IOException {
    Files.writeString(target, "hel");
    try (PartFile file = PartFile.open(target)) {
      file.append(bytes("hello"));
      file.finish();
    }
    assertThat(target).hasContent("hello");
  }

  @Test
  void onlyOneWritesATargetAtATime() throws IOException {
    try (PartFile file = PartFile.open(target)) {
      assertThatThrownBy(() -> PartFile.open(target))
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining("is being downloaded already");
      file.append(bytes("ok"));
      file.finish();
    }
    assertThat(target).hasContent("ok");
  }

  @Test
  void aLinkOrFolderInTheWayIsRefused() throws IOException {
    Files.createSymbolicLink(target, folder.resolve("elsewhere"));
    assertThatThrownBy(() -> PartFile.open(target)).isInstanceOf(FileAlreadyExistsException.class);
    Files.createSymbolicLink(folder.resolve(".b.txt.minibit-part"), folder.resolve("elsewhere"));
    assertThatThrownBy(() -> PartFile.open(folder.resolve("b.txt")))
        .isInstanceOf(IOException.class);
    assertThat(folder.resolve("elsewhere")).doesNotExist();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
