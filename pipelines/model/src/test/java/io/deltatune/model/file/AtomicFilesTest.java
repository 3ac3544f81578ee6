package io.deltatune.model.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
  @TempDir Path folder;

  @Test
  void aFolderIsNoPlaceForAFile() throws IOException {
    Path target = Files.createDirectory(folder.resolve("target"));
    UserError refused = assertThrows(UserError.class, () -> write(target, "new"));
    assertEquals("it is a folder", refused.reason());
    assertThrows(UserError.class, () -> AtomicFiles.writeText(target, "new"));
    assertEquals(List.of(target), entries());
  }

  @Test
  void aPipeStaysAPipeEvenBehindALink() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    Path link = Files.createSymbolicLink(folder.resolve("link"), pipe);
    for (Path target : List.of(pipe, link)) {
      UserError refused = assertThrows(UserError.class, () -> write(target, "new"));
      assertEquals("it is a device, a pipe or a socket", refused.reason());
    }
    assertTrue(Files.isSymbolicLink(link));
    assertFalse(Files.isRegularFile(pipe));
  }

  @Test
  void behindALinkTheFileIsWrittenAndTheLinkStays() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("file"));
    write(link, "new");
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("new", Files.readString(file));
    assertEquals(List.of(file, link), entries());
  }

  @Test
  void aLinkToNothingIsRefused() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("nowhere"));
    assertThrows(UserError.class, () -> write(link, "new"));
    assertEquals(List.of(link), entries());
  }

  @Test
  void amongAFoldersFilesALinkIsReplacedAndWhatItLedToIsLeftAlone() throws IOException {
    Path other = Files.writeString(folder.resolve("other"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("config.json"), other);
    AtomicFiles.writeText(link, "new");
    assertEquals("old", Files.readString(other));
    assertEquals("new", Files.readString(link));
  }

  private static void write(Path path, String text) {
    AtomicFiles.write(
        path, channel -> channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }
}
