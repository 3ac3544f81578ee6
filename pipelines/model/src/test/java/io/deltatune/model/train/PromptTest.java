package io.deltatune.model.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.adapter.AdaptedModel;
import io.deltatune.model.adapter.AdapterFolder;
import io.deltatune.model.adapter.PeftAdapter;
import io.deltatune.model.adapter.PromptAdapter;
import io.deltatune.model.adapter.PromptFolder;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import io.deltatune.model.export.Export;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.KeyValueCache;
import io.deltatune.model.gemma3.OpenOptions;
import io.deltatune.model.gemma3.Prompted;
import io.deltatune.model.gemma3.Residence;
import io.deltatune.model.gemma3.Visibility;
import io.deltatune.model.golden.GoldenModel;
import io.deltatune.model.quantise.FourBitQuantiser;
import io.deltatune.model.quantise.FourBitType;
import io.deltatune.model.safetensors.SafetensorsFile;
import io.deltatune.model.score.Scorer;
import io.deltatune.model.train.Cut.Side;
import io.deltatune.model.train.TrainerSettings.Course;
import io.deltatune.model.train.TrainerSettings.Keeping;
import io.deltatune.model.train.objective.Divergence;
import io.deltatune.model.train.objective.LossSettings;
import io.deltatune.model.train.objective.PreferenceObjective;
import io.deltatune.model.train.objective.PreferenceObjective.Term;
import io.deltatune.model.train.objective.SupervisedObjective;
import io.deltatune.testkit.Golden;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prompt tuning against PEFT's own: {@code adapters/prompt.py} writes what is compared. */
class PromptTest {
  private static final double RELATIVE = 1e-5;
  private static final double LOGITS = 1e-4;
  private static final JsonNode GOLDEN = Golden.of(PromptTest.class, "adapters/prompt.json");
  private static final AdamW.Settings UNUSED = new AdamW.Settings(0, 0.9, 0.999, 1e-8, 0, 0);

  private final GoldenModel golden = GoldenModel.of("newer");

  @TempDir Path folder;

  private static Path path(String file) {
    try {
      return Path.of(PromptTest.class.getResource("adapters/prompt/adapter").toURI())
          .resolveSibling(file);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static float[] tensor(String file, String name) {
    try (SafetensorsFile opened = SafetensorsFile.open(path(file))) {
      return opened.floats(name);
    }
  }

  private static PromptParameterisation prompt(Gemma3Model model) {
    return PromptParameterisation.of(
        model, PromptFolder.read(path("adapter"), model.config()).embeddings());
  }

  private static int[] ids(String pointer) {
    return IntStream.range(0, GOLDEN.at(pointer).size())
        .map(i -> GOLDEN.at(pointer).get(i).intValue())
        .toArray();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void gradientsEqualThoseOfPeft(boolean keepActivations) {
    try (Gemma3Model model = golden.open(false)) {
      PromptParameterisation prompt = prompt(model);
      AdamW rule = new AdamW(UNUSED, prompt.parameters(), model.scope());
      TrainingStep step =
          new TrainingStep(
              model, prompt, new SupervisedObjective(), Optional.empty(), rule, keepActivations);
      double loss = step.gradients(List.of(MicroBatch.of(golden.batch("batch")))).loss();
      assertEquals(GOLDEN.get("loss").doubleValue(), loss, 1e-5);
      assertGradient("sft", step);
    }
  }

  private static void assertGradient(String name, TrainingStep step) {
    float[] expected = tensor("gradients.safetensors", name);
    double difference = GoldenModel.relativeDifference(step.gradient().floats(), expected);
    assertTrue(difference <= RELATIVE, name + " differs by " + difference);
  }

  @Test
  void aPairBehindOnePromptHasTheGradientOfPeftsTwoSequencesAndItsReferenceHasNone() {
    try (Gemma3Model model = golden.open(false)) {
      PromptParameterisation prompt = prompt(model);
      PairExample pair =
          PairExample.of(
                  ids("/pair/prompt"),
                  ids("/pair/chosen"),
                  ids("/pair/rejected"),
                  new Cut(64, Side.KEEP_START),
                  false)
              .orElseThrow();
      ReferencePolicy base = ReferencePolicy.withoutAdapter(model);
      ReferenceFile.Sums sums = base.judge(List.of(pair)).get(0);
      assertEquals(GOLDEN.at("/reference/chosen").doubleValue(), sums.chosen(), 1e-4);
      assertEquals(GOLDEN.at("/reference/rejected").doubleValue(), sums.rejected(), 1e-4);
      PreferenceObjective dpo =
          new PreferenceObjective(
              List.of(new Term("sigmoid", 1)),
              LossSettings.of(GOLDEN.get("beta").doubleValue(), 0),
              Divergence.REVERSE_KL);
      AdamW rule = new AdamW(UNUSED, prompt.parameters(), model.scope());
      TrainingStep step = new TrainingStep(model, prompt, dpo, Optional.of(base), rule, true);
      double loss = step.gradients(List.of(MicroBatch.ofExamples(List.of(pair)))).loss();
      assertEquals(GOLDEN.get("dpo_loss").doubleValue(), loss, 1e-5);
      assertGradient("dpo", step);
    }
  }

  @Test
  void theFirstValuesOfATextAreThoseOfPeftRepeated() {
    try (Gemma3Model model = golden.open(false)) {
      float[] found = PromptParameterisation.ofText(model, ids("/text/ids"), 5);
      int width = model.config().hiddenSize();
      assertEquals(5 * width, found.length);
      for (int i = 0; i < found.length; i++) {
        JsonNode row = GOLDEN.at("/text/embeddings").get(i / width % 3);
        assertEquals(row.get(i % width).doubleValue(), found[i], 1e-5);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anOpenedPromptHasTheLogitsOfPeftAndAnswersLikeIt(boolean mapped) {
    Residence residence = mapped ? Residence.MAPPED : Residence.COPIED;
    OpenOptions options = OpenOptions.onProcessor(Precision.FP32, residence);
    try (Gemma3Model model =
        AdaptedModel.open(golden.folder(), Optional.of(path("adapter")), options)) {
      assertLogits(model);
      assertEquals(model.config().maximumPositions() - 7, model.longestSequence());
      assertArrayEquals(ids("/generated"), answer(model, golden.batch("batch").get(2).tokens()));
      model.adapt(Map.of());
      assertEquals(model.config().maximumPositions(), model.longestSequence());
    }
  }

  private void assertLogits(Gemma3Model model) {
    try (Scope step = model.newScope()) {
      int[] tokens = golden.batch("batch").get(2).tokens();
      float[] expected = tensor("logits.safetensors", "logits.2");
      double difference = GoldenModel.difference(model.logits(tokens, step).floats(), expected);
      assertTrue(difference <= LOGITS, "logits differ by " + difference);
    }
  }

  /** Twelve tokens through the cache, over the end of the sliding window, beside another row. */
  private static int[] answer(Gemma3Model model, int[] tokens) {
    int[] found = new int[12];
    try (KeyValueCache cache = model.newCache(2, tokens.length + found.length);
        Scope step = model.newScope()) {
      int[][] prompts = {tokens, {2, 9}};
      Tensor states = model.prefill(cache, new int[] {0, 1}, prompts, step);
      for (int i = 0; i < found.length; i++) {
        int[] next = model.mostProbable(states, false, step).tokens();
        found[i] = next[0];
        if (i < found.length - 1) {
          states = model.decode(cache, next, step);
        }
      }
    }
    return found;
  }

  @Test
  void scoresAreThoseOfTheSequenceBehindThePrompt() {
    OpenOptions options = OpenOptions.onProcessor(Precision.FP32, Residence.COPIED);
    int[] tokens = golden.batch("batch").get(2).tokens();
    int[] context = IntStream.of(tokens).limit(tokens.length - 1).toArray();
    int last = tokens[tokens.length - 1];
    float[] logits = tensor("logits.safetensors", "logits.2");
    int vocabulary = logits.length / tokens.length;
    double sum = 0;
    for (int i = 0; i < vocabulary; i++) {
      sum += Math.exp(logits[(tokens.length - 2) * vocabulary + i]);
    }
    double expected = logits[(tokens.length - 2) * vocabulary + last] - Math.log(sum);
    try (Scorer scorer = Scorer.open(golden.folder(), Optional.of(path("adapter")), options);
        var progress = ProgressReporter.SILENT.start("", "", 2)) {
      // Two that share their context are branches of one sequence.
      List<Scorer.Request> requests =
          List.of(
              new Scorer.Request(context, new int[] {last}),
              new Scorer.Request(context, new int[] {9, 5}));
      assertEquals(expected, scorer.score(requests, progress).get(0).logLikelihood(), LOGITS);
    }
  }

  @Test
  void overCodesThePromptHasTheGradientThatItHasOverTheWeightsTheyStandFor() {
    OpenOptions codes =
        OpenOptions.onProcessor(Precision.FP32, Residence.COPIED)
            .with(new FourBitQuantiser(FourBitType.NF4, true));
    MicroBatch rows = MicroBatch.of(golden.batch("batch"));
    int[] tokens = golden.batch("batch").get(2).tokens();
    try (Gemma3Model model = Gemma3Model.open(golden.folder(), codes)) {
      PromptParameterisation prompt = prompt(model);
      AdamW rule = new AdamW(UNUSED, prompt.parameters(), model.scope());
      TrainingStep step =
          new TrainingStep(model, prompt, new SupervisedObjective(), Optional.empty(), rule, false);
      step.gradients(List.of(rows));
      float[] gradient = step.gradient().floats();
      float[] live = Backpropagation.inferring(model).logProbabilities(rows);
      double slope = 0;
      float[] moved = prompt.embeddings();
      for (int i = 0; i < moved.length; i++) {
        slope += gradient[i] * gradient[i];
        moved[i] -= 1e-3f * gradient[i];
      }
      model.prompt(moved);
      float[] after = Backpropagation.inferring(model).logProbabilities(rows);
      double gain = 0;
      for (int i = 0; i < live.length; i++) {
        gain += (after[i] - live[i]) / live.length;
      }
      assertEquals(1e-3 * slope, gain, 0.05 * 1e-3 * slope);
      int[] found = answer(model, tokens);
      try (Scope scope = model.newScope()) {
        float[] logits = model.logits(tokens, scope).floats();
        int vocabulary = model.config().vocabularySize();
        int best = (tokens.length - 1) * vocabulary;
        assertTrue(logits[best + found[0]] >= logits[best + 1], "the cache continues the sequence");
      }
    }
  }

  @Test
  void virtualTokensStandBeforeSequencesAndNotBeforeBranches() {
    Visibility.Builder builder = Visibility.builder();
    int first = builder.sequence(2);
    builder.branch(first, 1);
    builder.branch(first, 2);
    builder.sequence(1);
    int[] tokens = {10, 11, 12, 13, 14, 15};
    Prompted prompted = Prompted.of(tokens, builder.build(), 2);
    assertArrayEquals(new int[] {-1, -2, 10, 11, 12, 13, 14, -1, -2, 15}, prompted.tokens());
    assertArrayEquals(new long[] {0, 1, 2, 3, 4, 4, 5, 0, 1, 2}, prompted.visibility().positions());
    assertArrayEquals(new int[] {3, 9}, prompted.places(new int[] {1, 5}));
  }

  @Test
  void aPromptIsLearntAndAResumedRunEndsWithItsBytes() {
    try (Gemma3Model model = TinyTraining.model()) {
      Course course = new Course(2, 0, 0, 1, 3, Optional.empty());
      Trainer whole = trainer(model, "whole", course);
      TrainingResult result = whole.run(ProgressReporter.SILENT, TinyTraining.stopAfter(-1));
      assertTrue(
          result.lastEvaluation().orElseThrow().loss()
              < result.firstEvaluation().orElseThrow().loss(),
          result::toString);
      float[] expected = model.adapter().prompt().floats();
      trainer(model, "parts", course).run(ProgressReporter.SILENT, TinyTraining.stopAfter(3));
      trainer(model, "parts", course).run(ProgressReporter.SILENT, TinyTraining.stopAfter(-1));
      assertArrayEquals(expected, model.adapter().prompt().floats());
    }
  }

  private Trainer trainer(Gemma3Model model, String name, Course course) {
    PromptParameterisation prompt =
        PromptParameterisation.of(
            model, PromptParameterisation.random(4, model.config().hiddenSize(), 3));
    return TinyTraining.trainer(
        model,
        prompt,
        new SupervisedObjective(),
        TinyTraining.settings(folder.resolve(name), "same", course, new Keeping(0, 1)));
  }

  @Test
  void aFolderIsWrittenAsItIsReadAndWhatDoesNotFitIsRefused() throws IOException {
    PromptAdapter read;
    try (Gemma3Model model = golden.open(false)) {
      read = PromptFolder.read(path("adapter"), model.config());
      PromptFolder.write(folder, read, model.config(), Map.of(AdapterFolder.BASE_HASH, "abc"));
      PeftAdapter again = PeftAdapter.read(folder, model.config());
      assertEquals(read.parameters(), again.parameters());
      again.putOn(model);
      assertLogits(model);
      assertEquals(Optional.of("abc"), AdapterFolder.note(folder, AdapterFolder.BASE_HASH));
      Path config = folder.resolve(AdapterFolder.CONFIG);
      String written = Files.readString(config);
      refused(model, written.replaceFirst("(num_virtual_tokens\" *: *)7", "$18"), "[7, 20], not");
      refused(model, written.replaceFirst("(num_virtual_tokens\" *: *)7", "$1null"), "is null");
      refused(model, written.replaceFirst("(submodules\" *: *)1", "$12"), "is 2, not 1");
      Files.writeString(config, written);
      UserError merged =
          assertThrows(
              UserError.class,
              () ->
                  Export.run(
                      golden.folder(),
                      Optional.of(folder),
                      folder.resolve("merged"),
                      Export.Settings.USUAL,
                      ProgressReporter.SILENT));
      assertTrue(merged.reason().contains("there is nothing to merge"), merged.reason());
      assertTrue(merged.remedy().contains("chat"), merged.remedy());
    }
  }

  private void refused(Gemma3Model model, String config, String reason) throws IOException {
    Files.writeString(folder.resolve(AdapterFolder.CONFIG), config);
    UserError error = assertThrows(UserError.class, () -> PeftAdapter.read(folder, model.config()));
    assertTrue(error.reason().contains(reason), error.reason());
  }
}
