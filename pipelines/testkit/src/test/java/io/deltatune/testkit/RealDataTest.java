package io.deltatune.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class RealDataTest {
  @TempDir Path folder;

  @Test
  void anAbsentFolderSkipsTheTestAndSaysWhere() {
    Path absent = folder.resolve("nowhere");
    TestAbortedException skipped =
        assertThrows(TestAbortedException.class, () -> RealData.in(absent.toString()));
    assertEquals(
        "the real data folder " + absent + " is absent (-Ddeltatune.realdata=FOLDER)",
        skipped.getMessage());
  }

  @Test
  void anUnsetPropertySkipsTheTest() {
    assertThrows(TestAbortedException.class, () -> RealData.in(null));
  }

  @Test
  void plainAndGzippedFilesReadAlike() throws IOException {
    Files.writeString(folder.resolve("plain.jsonl"), "{\"a\":1}\n{\"a\":2}\n");
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("packed.jsonl.gz")))) {
      out.write("{\"a\":1}\n{\"a\":2}\n".getBytes(StandardCharsets.UTF_8));
    }
    RealData data = RealData.in(folder.toString());
    assertEquals(List.of("{\"a\":1}", "{\"a\":2}"), data.lines("plain.jsonl"));
    assertEquals(data.jsonLines("plain.jsonl"), data.jsonLines("packed.jsonl"));
  }

  @Test
  void aMissingFileInAPresentFolderFailsTheTest() {
    RealData data = RealData.in(folder.toString());
    AssertionError failure = assertThrows(AssertionError.class, () -> data.path("x.json"));
    assertTrue(failure.getMessage().endsWith("is present but holds no readable x.json"));
  }

  @Test
  void aBrokenFileFailsTheTestWithItsLine() throws IOException {
    Files.writeString(folder.resolve("broken.jsonl"), "{}\n{\n");
    RealData data = RealData.in(folder.toString());
    AssertionError failure =
        assertThrows(AssertionError.class, () -> data.jsonLines("broken.jsonl"));
    assertEquals("broken.jsonl, line 2 is not JSON", failure.getMessage());
  }
}
