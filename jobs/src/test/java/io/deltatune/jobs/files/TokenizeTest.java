package io.deltatune.jobs.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.core.error.ExitStatus;
import io.deltatune.jobs.cli.Transcript;
import io.deltatune.model.tokenizer.GemmaTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizeTest {
  @TempDir Path folder;

  @Test
  void textsAndConversationsBecomeIdsAndBadRowsBecomeErrors() throws IOException {
    List<JsonNode> rows =
        tokenized(
            "{\"id\": 7, \"text\": \"the <bos> word\"}",
            "{\"id\": \"chat\", \"messages\": [{\"role\": \"user\", \"content\": \" hi \"}],"
                + " \"add_generation_prompt\": true}",
            "",
            "{\"id\": \"two\", \"messages\": [{\"role\": \"assistant\", \"content\": \"hi\"}]}",
            "{\"id\": \"half\", \"text\": \"\\ud800\"}",
            "{\"id\": \"\\ud800\", \"text\": \"\"}",
            "{\"id\": \"both\", \"text\": \"\", \"messages\": []}",
            "{\"id\": \"number\", \"text\": 5}",
            "{\"id\": \"broken\"");

    assertEquals(8, rows.size());
    try (GemmaTokenizer tokenizer = GemmaTokenizer.open(Path.of(Rows.MODEL))) {
      int[] ids = tokenizer.encodeText("the <bos> word");
      assertEquals(ids.length, rows.get(0).get("input_ids").size());
      assertEquals(ids[1], rows.get(0).get("input_ids").get(1).intValue());
    }
    assertEquals(7, rows.get(0).get("id").intValue());
    assertEquals("the <bos> word", rows.get(0).get("rendered").textValue());
    assertEquals(
        "<bos><start_of_turn>user\nhi<end_of_turn>\n<start_of_turn>model\n",
        rows.get(1).get("rendered").textValue());
    assertEquals(2, rows.get(1).get("input_ids").get(0).intValue());
    assertTrue(error(rows, 2, "two").startsWith("Conversation roles must alternate"));
    assertTrue(error(rows, 3, "half").contains("surrogate"));
    assertEquals("\ud800", rows.get(4).get("id").textValue());
    assertEquals(0, rows.get(4).get("input_ids").size());
    assertEquals("a row needs either 'text' or 'messages'", error(rows, 5, "both"));
    assertEquals("'text' is not a string", error(rows, 6, "number"));
    assertTrue(rows.get(7).get("id").isNull());
    assertTrue(rows.get(7).get("error").textValue().startsWith("line 9: not valid JSON"));
  }

  @Test
  void aModelWithAnotherTemplateIsRefusedUnlessToldOtherwise() throws IOException {
    Files.copy(Path.of(Rows.MODEL, "tokenizer.json"), folder.resolve("tokenizer.json"));
    Files.writeString(folder.resolve("chat_template.jinja"), "{{ messages }}");
    String in = Rows.file(folder, "in.jsonl", "{\"id\": 1, \"text\": \"a\"}");
    String out = folder.resolve("out.jsonl").toString();
    String model = folder.toString();

    Transcript refused = Transcript.of("tokenize", "--model", model, "--in", in, "--out", out);
    assertEquals(ExitStatus.USER_MISTAKE, refused.status());
    assertTrue(refused.err().contains("chat_template.jinja"), refused.err());
    assertFalse(Files.exists(Path.of(out)));
    Rows.done("tokenize", "--model", model, "--in", in, "--out", out, "--chat-template", "gemma3");
    assertEquals(1, Rows.of(Path.of(out)).size());
  }

  @Test
  void aMissingInputIsNamed() {
    Transcript refused =
        Transcript.of("tokenize", "--model", Rows.MODEL, "--in", "nowhere", "--out", "out");
    assertEquals(ExitStatus.USER_MISTAKE, refused.status());
    assertTrue(refused.err().contains("nowhere is not there"), refused.err());
  }

  @Test
  void aPipeIsReadOnce() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    String in = Rows.file(folder, "in.jsonl", "{\"id\": 1, \"text\": \"a\"}");
    Process writer = new ProcessBuilder("cp", in, pipe.toString()).start();
    Path out = folder.resolve("out.jsonl");
    Rows.done("tokenize", "--model=" + Rows.MODEL, "--in=" + pipe, "--out=" + out);
    assertEquals(0, writer.waitFor());
    assertEquals(1, Rows.of(out).size());
  }

  private List<JsonNode> tokenized(String... lines) throws IOException {
    Path out = folder.resolve("out.jsonl");
    Rows.done(
        "tokenize",
        "--model",
        Rows.MODEL,
        "--in",
        Rows.file(folder, "in.jsonl", lines),
        "--out",
        out.toString());
    return Rows.of(out);
  }

  private static String error(List<JsonNode> rows, int place, String id) {
    assertEquals(id, rows.get(place).get("id").textValue());
    return rows.get(place).get("error").textValue();
  }
}
