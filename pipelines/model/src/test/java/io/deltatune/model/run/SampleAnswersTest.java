package io.deltatune.model.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.deltatune.core.chat.ChatTemplate;
import io.deltatune.core.chat.EncodedConversation;
import io.deltatune.core.config.Resolved;
import io.deltatune.core.config.Settings;
import io.deltatune.core.example.Conversation;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.Role;
import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.core.recipe.Precision;
import io.deltatune.core.recipe.Recipes;
import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.model.checkpoint.TinyModel;
import io.deltatune.model.engine.ComputePrecision;
import io.deltatune.model.gemma3.OpenOptions;
import io.deltatune.model.gemma3.Residence;
import io.deltatune.model.generate.GenerationSettings;
import io.deltatune.model.generate.Generator;
import io.deltatune.model.train.AnswerExample;
import io.deltatune.model.train.ReferenceStore;
import io.deltatune.model.train.TrainingExample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers on the way change nothing of the run, and are those of what it leaves. */
class SampleAnswersTest {
  private static final String SAMPLES =
      "samples: {prompts: [hello, 'What is red?'], every: 2, max_new_tokens: 5}";

  @TempDir private static Path folder;

  @BeforeAll
  static void writeModel() {
    TinyModel.write(folder.resolve("model"), 3);
  }

  @Test
  void answersAreToldOnceAStepAndChangeNothingAlsoAcrossAResume() throws IOException {
    Path silent = train("silent", "samples: null", () -> false);
    Path asked = train("asked", SAMPLES, () -> false);
    assertFalse(Files.exists(folder.resolve("silent/samples.jsonl")));
    assertArrayEquals(
        Files.readAllBytes(silent.resolve("adapter_model.safetensors")),
        Files.readAllBytes(asked.resolve("adapter_model.safetensors")));
    List<String> lines = Files.readAllLines(folder.resolve("asked/samples.jsonl"));
    assertEquals(2 * 3, lines.size(), lines::toString);
    assertEquals(answer(asked), lines.get(4), "the answer of what came out");

    AtomicInteger steps = new AtomicInteger();
    try {
      train("broken", SAMPLES, () -> steps.incrementAndGet() == 5);
    } catch (Interrupted stopped) {
      assertEquals(5, steps.get());
    }
    train("broken", SAMPLES, () -> false);
    assertEquals(lines, Files.readAllLines(folder.resolve("broken/samples.jsonl")));
  }

  /** The line of the last step's first prompt, by the adapter from its folder. */
  private static String answer(Path adapter) {
    OpenOptions options =
        OpenOptions.onProcessor(io.deltatune.model.engine.Precision.FP32, Residence.COPIED);
    try (Generator generator =
            Generator.open(
                folder.resolve("model"), Optional.of(adapter), options, ChatTemplate.GEMMA3);
        Progress progress = ProgressReporter.SILENT.start("", "rows", 1)) {
      Conversation hello = new Conversation(List.of(new Message(Role.USER, "hello")));
      String text =
          generator.answer(List.of(hello), GenerationSettings.greedy(5, 1), progress).get(0).text();
      return JsonNodeFactory.instance
          .objectNode()
          .put("step", 6)
          .put("prompt", "hello")
          .put("answer", text)
          .toString();
    }
  }

  private static Path train(String name, String samples, BooleanSupplier stopped)
      throws IOException {
    Path file =
        Files.writeString(
            folder.resolve(name + ".yaml"),
            """
            model: {path: '%s', threads: 1, chat_template: gemma3}
            adapter: {rank: 2}
            optimiser: {learning_rate: 5.0e-3}
            batch: {size: 2}
            run: {epochs: 2, checkpoint_every: 4, %s}
            """
                .formatted(folder.resolve("model"), samples));
    Resolved<TrainRecipe> recipe = Recipes.read(TrainRecipe.class, file, Settings.NONE);
    List<TrainingExample> rows = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      boolean[] labelled = {false, true, true, true};
      rows.add(
          new AnswerExample(new EncodedConversation(new int[] {2, 300 + i, 301, 302}, labelled)));
      names.add("row " + i);
    }
    try (BaseModel base = BaseModel.open(recipe.recipe().model())) {
      TrainingRun run =
          new TrainingRun(
              recipe,
              base,
              new TrainingRows(rows, List.of(), names, List.of(), "rows"),
              ComputePrecision.forProducts(Precision.FP32));
      TrainingRun.Outcome outcome =
          run.run(
              folder.resolve(name),
              ReferenceStore.NONE,
              ProgressReporter.SILENT,
              new RunListener(stopped));
      outcome.requireComplete(folder.resolve(name));
      return outcome.output().orElseThrow();
    }
  }
}
