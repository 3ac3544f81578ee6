package io.deltatune.jobs.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.core.error.ExitStatus;
import io.deltatune.jobs.cli.Transcript;
import io.deltatune.model.checkpoint.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training on rows of a file, from the command line and without Spark. */
class TrainFileTest {
  @TempDir Path folder;

  @Test
  void preferencesAreLearntFromARowsTokensWithTheReferenceOfBeforeOrOfEachStep()
      throws IOException {
    String rows = Rows.file(folder, "pairs.jsonl", pairs(8));
    String[] recipe = {
      "data: {file: " + rows + ", order: file, validation: {file: " + rows + "}}",
      "adapter: {rank: 4, alpha: 8}",
      "objective: {type: dpo, beta: 0.5, reference: %s}",
      "optimiser: {learning_rate: 5.0e-3}",
      "schedule: {type: constant}",
      "batch: {size: 4, max_length: 64}",
      "run: {epochs: 3}"
    };
    List<JsonNode> kept = train("kept", "precomputed", recipe);
    JsonNode before = kept.get(0);
    JsonNode first = kept.get(1);
    JsonNode last = kept.get(kept.size() - 2);
    assertEquals(Math.log(2), before.get("eval_loss").doubleValue(), 1e-5);
    assertEquals(Math.log(2), first.get("loss").doubleValue(), 1e-5);
    assertEquals(0, first.get("rewards/margins").doubleValue(), 1e-4);
    assertEquals(6, last.get("step").intValue());
    assertEquals(1, last.get("rewards/accuracies").doubleValue());
    assertTrue(last.get("rewards/margins").doubleValue() > 0.5, last::toString);
    assertTrue(last.get("rewards/chosen").doubleValue() > 0, last::toString);
    assertTrue(last.get("rewards/rejected").doubleValue() < 0, last::toString);
    JsonNode after = kept.get(kept.size() - 1);
    assertTrue(after.get("eval_loss").doubleValue() < 0.5, after::toString);
    assertEquals(1, after.get("eval_rewards/accuracies").doubleValue());

    assertEquals(9, Files.readAllLines(folder.resolve("kept/reference.jsonl")).size());
    assertTrue(Files.exists(folder.resolve("kept/adapter/adapter_model.safetensors")));
    String card = Files.readString(folder.resolve("kept/README.md"));
    assertTrue(card.contains("| objective | `dpo` |"), card);
    assertTrue(card.contains("| rewards/accuracies | 1 | 1 |"), card);
    assertTrue(
        card.matches("(?s).*rows \\| 8 of `[^`]+pairs.jsonl`, version [0-9a-f]{64}.*"), card);
    JsonNode summary = Rows.object(folder.resolve("kept/run.json"));
    assertEquals(6, summary.get("steps").intValue());
    assertEquals("dpo", summary.get("objective").textValue());
    assertTrue(summary.get("peak_memory").longValue() > 1 << 20, summary::toString);

    List<JsonNode> live = train("live", "base", recipe);
    assertRunsAreShownSideBySide(folder.resolve("kept"), folder.resolve("live"));
    assertFalse(Files.exists(folder.resolve("live/reference.jsonl")));
    for (int i = 0; i < kept.size(); i++) {
      JsonNode expected = kept.get(i);
      JsonNode actual = live.get(i);
      expected.fieldNames().forEachRemaining(name -> assertSame(name, expected, actual));
    }
  }

  private void assertRunsAreShownSideBySide(Path kept, Path live) {
    String shown = Rows.done("compare", kept.toString(), live.toString()).out();
    for (String line :
        List.of(
            "training time +\\d+s +\\d+s",
            "peak memory +\\d+ MiB +\\d+ MiB",
            "first loss +0.6931 +0.6931",
            "held-out loss before +0.6931 +0.6931",
            "steps +6 +6",
            "last step: rewards/accuracies +1 +1",
            "last held-out: rewards/margins +[0-9.]+ +[0-9.]+",
            "objective.reference +precomputed +base")) {
      assertTrue(shown.lines().anyMatch(told -> told.matches(line)), line + " in\n" + shown);
    }
    assertFalse(shown.contains("objective.beta"), shown);

    Transcript alone = Transcript.of("compare", kept.toString());
    assertEquals(ExitStatus.USER_MISTAKE, alone.status());
    assertTrue(alone.err().contains("Missing required parameter: 'OTHER'"), alone.err());
    Transcript none = Transcript.of("compare", kept.toString(), kept.getParent() + "/.");
    assertEquals(ExitStatus.USER_MISTAKE, none.status());
    assertTrue(none.err().contains("is no training run's folder"), none.err());
  }

  /** Of equal rewards before the first step, rounding decides which is the greater. */
  private static void assertSame(String name, JsonNode expected, JsonNode actual) {
    double wanted = expected.get(name).doubleValue();
    if (!name.endsWith("rewards/accuracies")) {
      double allowed = 2e-4 * Math.max(1, Math.abs(wanted));
      assertEquals(wanted, actual.get(name).doubleValue(), allowed, name);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "dpo, loss: ipo; {\"prompt\": \"What is red? \", \"chosen\": \"a rose\","
            + " \"rejected\": \"the sea\"}",
        "dpo, losses: [{loss: sigmoid}, {loss: sft}];"
            + " {\"prompt\": [{\"role\": \"user\", \"content\": \"hello\"}], \"chosen\":"
            + " [{\"role\": \"assistant\", \"content\": \"good day\"}], \"rejected\":"
            + " [{\"role\": \"assistant\", \"content\": \"go\"}]}",
        "orpo; {\"chosen\": [{\"role\": \"user\", \"content\": \"hello\"}, {\"role\":"
            + " \"assistant\", \"content\": \"good day\"}], \"rejected\": [{\"role\": \"user\","
            + " \"content\": \"hello\"}, {\"role\": \"assistant\", \"content\": \"go\"}]}",
        "cpo; {\"prompt_ids\": [2, 50, 60], \"chosen_ids\": [70, 80], \"rejected_ids\": [90]}",
        "simpo; {\"prompt_ids\": [2, 50, 60], \"chosen_ids\": [70, 80], \"rejected_ids\": [90]}",
        "kto; {\"prompt\": \"What is red? \", \"completion\": \"a rose\", \"label\": true}",
        "kto, loss: apo_zero_unpaired; {\"prompt_ids\": [2, 5], \"completion_ids\": [70, 80],"
            + " \"label\": false}",
        "sft; {\"input_ids\": [2, 50, 60, 70], \"labels\": [-100, -100, 60, 70]}",
        "sft; {\"messages\": [{\"role\": \"user\", \"content\": \"hello\"}, {\"role\":"
            + " \"assistant\", \"content\": \"good day\"}]}",
        "pretrain; {\"text\": \"A rose is a rose.\"}"
      })
  void everyObjectiveLearnsFromItsKindOfRow(String objective, String row) throws IOException {
    String rows = Rows.file(folder, "rows.jsonl", row, row);
    List<JsonNode> told =
        train(
            "run",
            "",
            "data: {file: " + rows + "}",
            "adapter: {rank: 2}",
            "objective: {type: " + objective + "}",
            "batch: {size: 2, max_length: 64}",
            "run: {epochs: 1}");
    assertEquals(1, told.size());
    assertTrue(Double.isFinite(told.get(0).get("loss").doubleValue()), told::toString);
    assertTrue(told.get(0).get("grad_norm").doubleValue() > 0, told::toString);
  }

  @Test
  void theMergedModelIsWrittenBesideTheAdapterAsTheCommandsWriteIt() throws IOException {
    String row = "{\"input_ids\": [2, 50, 60, 70], \"labels\": [-100, -100, 60, 70]}";
    String data = "data: {file: " + Rows.file(folder, "rows.jsonl", row) + "}";
    merging("bf16", "", data);
    Path adapter = folder.resolve("bf16/adapter");
    Path whole = folder.resolve("whole");
    Rows.done(
        "merge", "--model", Rows.MODEL, "--adapter", adapter.toString(), "--out", text(whole));
    assertSameModel(whole, folder.resolve("bf16/merged"));

    merging("nf4", ", quantisation: {}", data);
    Path ours = folder.resolve("nf4/adapter");
    Path codes = folder.resolve("codes");
    Transcript told =
        Rows.done(
            "merge",
            "--model",
            Rows.MODEL,
            "--adapter",
            text(ours),
            "--out",
            text(codes),
            "--into",
            "nf4");
    assertTrue(told.err().contains("merge: 42 tensors merged, 42 projections as nf4"), told.err());
    assertSameModel(codes, folder.resolve("nf4/merged"));
    Path first = folder.resolve("first");
    Rows.done("merge", "--model", Rows.MODEL, "--adapter", text(ours), "--out", text(first));
    Rows.done("quantize", "--model", text(first), "--out", text(folder.resolve("second")));
    assertSameModel(folder.resolve("second"), codes);

    String card = Files.readString(folder.resolve("nf4/README.md"));
    assertTrue(card.contains("A LoRA adapter over 4-bit weights (QLoRA) of"), card);
    assertTrue(card.contains("| merged into nf4 | `" + ModelFolder.open(codes).hash()), card);
    try (Stream<Path> left = Files.list(folder.resolve("nf4"))) {
      assertTrue(left.noneMatch(path -> path.getFileName().toString().startsWith(".merged")));
    }
  }

  private void merging(String into, String model, String... lines) throws IOException {
    String[] recipe = recipe(into, lines);
    Path file = Path.of(recipe[1]);
    Files.writeString(
        file,
        Files.readString(file)
                .replace("output: {", "output: {merge: " + into + ", ")
                .replace("threads: 1", "threads: 1" + model)
            + "adapter: {rank: 2, init: gaussian}\nbatch: {size: 1}\n");
    String out = Rows.done(recipe).out();
    assertTrue(out.contains("merged: " + folder.resolve(into).resolve("merged")), out);
  }

  private static void assertSameModel(Path expected, Path actual) throws IOException {
    for (String file : List.of("model.safetensors", "config.json", "tokenizer.json")) {
      assertEquals(-1, Files.mismatch(expected.resolve(file), actual.resolve(file)), file);
    }
  }

  private static String text(Path path) {
    return path.toString();
  }

  @Test
  void aPromptIsLearntFromATextsValuesAnswersAndIsNotMerged() throws IOException {
    String row =
        "{\"messages\": [{\"role\": \"user\", \"content\": \"hello\"}, {\"role\":"
            + " \"assistant\", \"content\": \"good day\"}]}";
    String rows = Rows.file(folder, "rows.jsonl", row, row);
    List<JsonNode> told =
        train(
            "run",
            "",
            "data: {file: " + rows + ", validation: {file: " + rows + "}}",
            "adapter: {type: prompt, virtual_tokens: 6, init_text: Answer kindly.}",
            "optimiser: {learning_rate: 3.0e-2}",
            "batch: {size: 2, max_length: 64}",
            "run: {epochs: 8}");
    double before = told.get(0).get("eval_loss").doubleValue();
    double after = told.get(told.size() - 1).get("eval_loss").doubleValue();
    assertTrue(after < before, before + " -> " + after);
    String adapter = folder.resolve("run/adapter").toString();
    String asked = Rows.file(folder, "asked.jsonl", "{\"id\": \"a\", \"prompt\": \"hello\"}");
    Path out = folder.resolve("answers.jsonl");
    Rows.done(
        "generate",
        "--model",
        Rows.MODEL,
        "--adapter",
        adapter,
        "--in",
        asked,
        "--out",
        out.toString(),
        "--max-new-tokens",
        "4");
    assertEquals(1, Rows.of(out).size());
    Transcript merged =
        Transcript.of(
            "merge",
            "--model",
            Rows.MODEL,
            "--adapter",
            adapter,
            "--out",
            folder.resolve("merged").toString());
    assertEquals(ExitStatus.USER_MISTAKE, merged.status());
    assertTrue(merged.err().contains("describes a prompt, not matrices"), merged.err());

    assertRefused(
        "batch.max_length is 500",
        "data: {file: " + rows + "}",
        "adapter: {type: prompt, virtual_tokens: 16}",
        "batch: {max_length: 500}");
  }

  @Test
  void rowsThatCannotBeUsedAreToldOrCounted() throws IOException {
    String bad =
        Rows.file(
            folder,
            "bad.jsonl",
            "{\"prompt_ids\": [2], \"chosen_ids\": [5], \"rejected_ids\": [6]}",
            "{\"prompt_ids\": [2], \"chosen_ids\": [5], \"rejected_ids\": [99999]}");
    Transcript refused =
        Transcript.of(recipe("bad", "data: {file: " + bad + "}", "objective: {type: dpo}"));
    assertEquals(ExitStatus.USER_MISTAKE, refused.status());
    assertTrue(refused.err().contains("bad.jsonl:2: the row cannot be used"), refused.err());
    assertTrue(refused.err().contains("'rejected_ids'[0] is 99999"), refused.err());

    String cut =
        Rows.file(
            folder,
            "cut.jsonl",
            "{\"prompt_ids\": [2, 5, 6, 7], \"chosen_ids\": [5], \"rejected_ids\": [6]}",
            "{\"prompt_ids\": [2, 5], \"chosen_ids\": [5, 8], \"rejected_ids\": [6]}");
    Transcript counted =
        Rows.done(
            recipe(
                "cut",
                "data: {file: " + cut + "}",
                "adapter: {rank: 2}",
                "objective: {type: dpo}",
                "batch: {max_length: 4}"));
    assertTrue(counted.out().contains("rows: 1\n"), counted.out());
    assertTrue(counted.out().contains("within the greatest length: 1\n"), counted.out());
    List<JsonNode> quarantined = Rows.of(folder.resolve("cut/quarantine.jsonl"));
    assertEquals(1, quarantined.size());
    assertEquals("cut.jsonl:1", quarantined.get(0).get("row").textValue());
    assertEquals("answer_cut_away", quarantined.get(0).get("reason").textValue());
  }

  @Test
  void whatTheModelsFilesForbidIsRefusedBeforeARowIsRead() throws IOException {
    String unreadable = Rows.file(folder, "no.jsonl", "this is no row");
    String data = "data: {file: " + unreadable + "}";
    assertRefused(
        "batch.max_length is 513", data, "adapter: {rank: 2}", "batch: {max_length: 513}");

    Path other = Files.createDirectory(folder.resolve("other"));
    String config = Files.readString(Path.of(Rows.MODEL).resolve("config.json"));
    String wider = config.replaceFirst("(\"vocab_size\" *: *)\\d+", "$199999");
    Files.writeString(other.resolve("config.json"), wider);
    assertRefused(
        "has 99999 tokens",
        data,
        "adapter: {rank: 2}",
        "objective: {type: dpo, reference_model: " + other + "}");

    Path codes = folder.resolve("codes");
    Rows.done("quantize", "--model", Rows.MODEL, "--out", codes.toString());
    String[] full = recipe("full", data);
    Files.writeString(
        Path.of(full[1]), Files.readString(Path.of(full[1])).replace(Rows.MODEL, codes.toString()));
    Transcript refused = Transcript.of(full);
    assertEquals(ExitStatus.USER_MISTAKE, refused.status());
    assertTrue(refused.err().contains("the recipe has no adapter, but"), refused.err());
  }

  private void assertRefused(String problem, String... lines) throws IOException {
    Transcript refused = Transcript.of(recipe("refused", lines));
    assertEquals(ExitStatus.USER_MISTAKE, refused.status());
    assertTrue(refused.err().contains(problem), refused.err());
    assertFalse(refused.err().contains("no.jsonl"), refused.err());
  }

  private List<JsonNode> train(String name, String reference, String... lines) throws IOException {
    List<String> filled = new ArrayList<>();
    for (String line : lines) {
      filled.add(line.replace("%s", reference));
    }
    Rows.done(recipe(name, filled.toArray(String[]::new)));
    return Rows.of(folder.resolve(name).resolve("metrics.jsonl"));
  }

  private String[] recipe(String name, String... lines) throws IOException {
    List<String> all = new ArrayList<>(List.of(lines));
    all.add("model: {path: " + Rows.MODEL + ", precision: fp32, threads: 1}");
    all.add("output: {name: " + name + ", path: " + folder.resolve(name) + "}");
    return new String[] {"train", Rows.file(folder, name + ".yaml", all.toArray(String[]::new))};
  }

  /** Prompts of any tokens whose better answers are of some tokens and worse ones of others. */
  private static String[] pairs(int count) {
    Random random = new Random(5);
    String[] rows = new String[count];
    for (int i = 0; i < count; i++) {
      rows[i] =
          "{\"prompt_ids\": %s, \"chosen_ids\": %s, \"rejected_ids\": %s}"
              .formatted(
                  random.ints(3 + i, 300, 900).boxed().toList(),
                  random.ints(2 + i % 3, 300, 320).boxed().toList(),
                  random.ints(2 + i % 2, 400, 420).boxed().toList());
    }
    return rows;
  }
}
