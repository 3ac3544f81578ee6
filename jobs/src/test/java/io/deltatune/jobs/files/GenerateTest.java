package io.deltatune.jobs.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.core.error.ExitStatus;
import io.deltatune.jobs.cli.Transcript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateTest {
  private static final String QUESTION = "Which word comes first in the list?";
  private static final String CHAT =
      "{\"id\": \"chat\", \"messages\": [{\"role\": \"user\", \"content\": \"" + QUESTION + "\"}]}";

  @TempDir Path folder;

  @Test
  void promptsMessagesAndIdsAreAnswered() throws IOException {
    String ids = tokenized("{\"id\": 1, \"text\": \"" + QUESTION + "\"}");
    String chat = tokenized(CHAT.replace("}]}", "}], \"add_generation_prompt\": true}"));
    List<JsonNode> rows =
        generated(
            List.of("--max-new-tokens", "12"),
            "{\"id\": \"raw\", \"prompt\": \"" + QUESTION + "\"}",
            "{\"id\": \"raw ids\", \"input_ids\": " + ids.replace("[", "[2,") + "}",
            CHAT,
            "{\"id\": \"chat ids\", \"input_ids\": " + chat + "}");

    assertEquals("raw", rows.get(0).get("id").textValue());
    assertEquals(rows.get(1).get("token_ids"), rows.get(0).get("token_ids"));
    assertEquals(rows.get(3).get("token_ids"), rows.get(2).get("token_ids"));
    assertEquals(rows.get(3).get("text"), rows.get(2).get("text"));
    for (JsonNode row : rows) {
      assertTrue(row.get("token_ids").size() <= 12, row.toString());
      String reason = row.get("stop_reason").textValue();
      assertTrue(Set.of("end_of_turn", "end_of_text", "length").contains(reason), reason);
    }
  }

  @Test
  void aStopStringEndsTheAnswerAndIsNoPartOfIt() throws IOException {
    String text = generated(List.of(), CHAT).get(0).get("text").textValue();
    assertTrue(text.length() > 3, text);
    String stop = text.substring(2, 3);
    JsonNode stopped = generated(List.of("--stop-strings", stop), CHAT).get(0);
    assertEquals(text.substring(0, text.indexOf(stop)), stopped.get("text").textValue());
    assertEquals("stop_string", stopped.get("stop_reason").textValue());
  }

  @Test
  void drawsFollowTheSeedAndTheRowsId() throws IOException {
    List<String> options = new ArrayList<>(List.of("--temperature", "2", "--seed", "5"));
    JsonNode alone = generated(options, CHAT).get(0);
    options.addAll(List.of("--batch-size", "2"));
    List<JsonNode> together =
        generated(options, "{\"id\": 0, \"prompt\": \"a\"}", CHAT, CHAT.replace("chat", "other"));
    assertEquals(alone.get("token_ids"), together.get(1).get("token_ids"));
    assertFalse(together.get(1).get("token_ids").equals(together.get(2).get("token_ids")));
  }

  @Test
  void idsNeedNoTokenizer() throws IOException {
    Path model = Files.createDirectory(folder.resolve("model"));
    for (String name : List.of("config.json", "model.safetensors")) {
      Files.copy(Path.of(Rows.MODEL, name), model.resolve(name));
    }
    Path out = folder.resolve("ids.jsonl");
    Rows.done(
        "generate",
        "--model=" + model,
        "--in=" + Rows.file(folder, "in.jsonl", "{\"id\": 1, \"input_ids\": [2, 105, 500]}"),
        "--out=" + out,
        "--max-new-tokens=4");
    assertTrue(Rows.of(out).get(0).get("token_ids").size() <= 4);
  }

  @Test
  void rowsThatCannotBeAnsweredAreNamed() throws IOException {
    for (String bad :
        List.of(
            "{\"id\": 2}",
            "{\"id\": 2, \"prompt\": \"a\", \"input_ids\": [2]}",
            "{\"id\": 2, \"prompt\": 7}",
            "{\"id\": 2, \"messages\": []}",
            "{\"id\": 2, \"messages\": [{\"role\": \"user\", \"content\":"
                + " [{\"type\": \"image\"}]}]}",
            "{\"id\": 2, \"prompt\": \"" + "many words ".repeat(600) + "\"}",
            "nothing")) {
      Transcript refused = run(List.of(), "{\"id\": 1, \"prompt\": \"a\"}", bad);
      assertEquals(ExitStatus.USER_MISTAKE, refused.status(), bad);
      assertTrue(refused.err().contains("in.jsonl:2: the row cannot be used"), refused.err());
    }
    assertFalse(Files.exists(folder.resolve("out.jsonl")));
  }

  @Test
  void anOptionOutOfItsRangeIsNamed() throws IOException {
    Transcript refused = run(List.of("--top-p", "1.5"), CHAT);
    assertEquals(ExitStatus.USER_MISTAKE, refused.status());
    assertTrue(refused.err().contains("--top-p is 1.5"), refused.err());
    assertTrue(refused.err().contains("remedy: correct the option --top-p"), refused.err());
  }

  @Test
  void aRecipeAndAModelTogetherAreAMistake() {
    for (String[] args :
        new String[][] {{"generate"}, {"generate", "x.yaml", "--model", Rows.MODEL}}) {
      Transcript refused = Transcript.of(args);
      assertEquals(ExitStatus.USER_MISTAKE, refused.status());
      assertTrue(refused.err().contains("either a RECIPE, or --model"), refused.err());
    }
  }

  @Test
  void anOptionThatARecipeWouldIgnoreIsRefused() {
    for (String option :
        List.of("--temperature=0.7", "--adapter=x", "--device=cpu", "--no-bos", "--seed=42")) {
      Transcript refused = Transcript.of("generate", "x.yaml", "--set=data.limit=1", option);
      assertEquals(ExitStatus.USER_MISTAKE, refused.status());
      String name = option.split("=", 2)[0];
      assertTrue(refused.err().contains(name + " goes with --model"), refused.err());
      assertTrue(refused.err().contains("--set decoding.temperature="), refused.err());
    }
    Transcript missing =
        Transcript.of("generate", "x.yaml", "--set=data.limit=1", "--warehouse=" + folder);
    assertFalse(missing.err().contains("goes with"), missing.err());
    assertTrue(missing.err().contains("x.yaml"), missing.err());
  }

  @Test
  void aPromptForWhichMemoryLacksIsNamedByItsLine() throws IOException {
    Transcript refused =
        run(
            List.of("--memory-mib", "1"),
            CHAT,
            "{\"id\": 2, \"prompt\": \"" + "many words ".repeat(200) + "\"}");
    assertEquals(ExitStatus.USER_MISTAKE, refused.status());
    assertTrue(refused.err().contains("in.jsonl:2: the prompt cannot be"), refused.err());
    assertTrue(refused.err().contains("raise --memory-mib, or lower --max-new"), refused.err());
  }

  private String tokenized(String line) throws IOException {
    Path out = folder.resolve("tokens.jsonl");
    Rows.done(
        "tokenize",
        "--model=" + Rows.MODEL,
        "--in=" + Rows.file(folder, "text.jsonl", line),
        "--out=" + out);
    return Rows.of(out).get(0).get("input_ids").toString();
  }

  private List<JsonNode> generated(List<String> options, String... lines) throws IOException {
    Transcript done = run(options, lines);
    assertEquals(ExitStatus.DONE, done.status(), done.err());
    return Rows.of(folder.resolve("out.jsonl"));
  }

  private Transcript run(List<String> options, String... lines) throws IOException {
    List<String> args = new ArrayList<>(List.of("generate", "--model", Rows.MODEL));
    args.addAll(List.of("--precision", "fp32", "--device", "cpu"));
    args.addAll(List.of("--in", Rows.file(folder, "in.jsonl", lines)));
    args.addAll(List.of("--out", folder.resolve("out.jsonl").toString()));
    args.addAll(options);
    return Transcript.of(args.toArray(String[]::new));
  }
}
