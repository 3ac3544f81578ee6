package io.deltatune.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.recipe.ingest.Format;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExcerptTest {
  private static final int LIMIT = 1000;

  @TempDir Path folder;

  @Test
  void whatIsPersonalIsInTheExcerptWholeOrNotAtAll() {
    for (String secret :
        List.of(
            "4111 1111 1111 1111",
            "4111-1111-1111-1111",
            "GB29 NWBK 6016 1331 9268 19",
            "+49 30 1234 5678",
            "ada.lovelace@example.org",
            "password: correcthorse7",
            "\"password\": \"correcthorse7\"",
            "ghp_0123456789abcdefghijABCDEFGHIJ012345")) {
      for (int before = LIMIT - 60; before <= LIMIT; before++) {
        String words = "They told us of it, or so. ".repeat(100).substring(0, before) + " ";
        String text = words + secret + " and more".repeat(100);
        String excerpt = Excerpt.of(text, LIMIT);
        assertTrue(text.startsWith(excerpt) && excerpt.length() <= LIMIT, excerpt);
        assertTrue(excerpt.length() > LIMIT - 200, "most is kept: " + excerpt.length());
        String begun = excerpt.substring(Math.min(excerpt.length(), before + 1));
        String value = begun.replaceFirst("^\"?password\"?:? ?", "");
        // The closing quotation mark may be cut off: the value is still known by its name.
        assertTrue(value.isBlank() || begun.startsWith(secret.replaceFirst("\"$", "")), value);
      }
    }
  }

  @Test
  void anEndlessWordIsCutAtTheLimitAndNoCharacterIsHalved() {
    assertEquals(LIMIT, Excerpt.of("x".repeat(LIMIT + 1), LIMIT).length());
    assertEquals("x".repeat(LIMIT), Excerpt.of("x".repeat(LIMIT), LIMIT));
    String smiles = "\ud83d\ude00".repeat(LIMIT);
    assertEquals(LIMIT, Excerpt.of(smiles, LIMIT).length());
    assertEquals(LIMIT - 1, Excerpt.of("x" + smiles, LIMIT).length());
  }

  @Test
  void aRowThatIsNoUtf8IsCutSoToo() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    String words = "one word ".repeat(SourceRow.EXCERPT).substring(0, SourceRow.EXCERPT - 8);
    line.write((words + " 4111 1111 1111 1111 ").getBytes(StandardCharsets.UTF_8));
    line.write(0xff);
    Path file = Files.write(folder.resolve("rows.jsonl"), line.toByteArray());
    SourceRow row = Reading.rows(file, Format.AUTO).get(0);
    assertEquals(Fault.INVALID_UTF8, row.fault());
    assertFalse(row.text().contains("41"), row.text().substring(row.text().length() - 40));
    assertTrue(row.text().length() > SourceRow.EXCERPT - 100, "most is kept");
  }
}
