package io.deltatune.model.generate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.example.Conversation;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.Role;
import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.adapter.AdapterConfig;
import io.deltatune.model.adapter.AdapterFolder;
import io.deltatune.model.adapter.LoraAdapter;
import io.deltatune.model.checkpoint.TinyModel;
import io.deltatune.model.engine.EngineProcess;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.gemma3.Adapter;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.OpenOptions;
import io.deltatune.model.gemma3.Projection;
import io.deltatune.model.gemma3.Residence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratorTest {
  private static final Progress SILENT = ProgressReporter.SILENT.start("", "rows", 0);

  private static final OpenOptions OPTIONS =
      OpenOptions.onProcessor(Precision.FP32, Residence.COPIED);

  @TempDir static Path folder;

  private static Generator generator;

  @BeforeAll
  static void openModel() {
    EngineProcess.useThreads(1);
    TinyModel.write(folder, 5);
    generator = open(Optional.empty());
  }

  @AfterAll
  static void closeModel() {
    generator.close();
  }

  @Test
  void theSameRowGivesTheSameAnswerWhateverBatchItFallsInto() {
    int[][] prompts = prompts(13, 40);
    List<Generation> alone = generate(generator, prompts, 20, 1);
    for (int batch : new int[] {2, 5, 13}) {
      List<Generation> together = generate(generator, prompts, 20, batch);
      for (int row = 0; row < prompts.length; row++) {
        assertArrayEquals(alone.get(row).tokens(), together.get(row).tokens());
        assertEquals(alone.get(row).stop(), together.get(row).stop());
        assertEquals(alone.get(row).logProbability(), together.get(row).logProbability(), 1e-3);
      }
    }
  }

  @Test
  void eachTokenIsTheMostProbableAfterAllBeforeIt() {
    int[] prompt = prompts(1, 12)[0];
    try (Gemma3Model model = Gemma3Model.open(folder, Precision.FP32, false)) {
      Generation generation = generate(generator, new int[][] {prompt}, 15, 1).get(0);
      int[] sequence = prompt;
      double logProbability = 0;
      for (int token : generation.tokens()) {
        float[] logits = lastLogits(model, sequence);
        assertEquals(token, argmax(logits));
        logProbability += logits[token] - logSumExp(logits);
        sequence = Arrays.copyOf(sequence, sequence.length + 1);
        sequence[sequence.length - 1] = token;
      }
      assertEquals(StopReason.LENGTH, generation.stop());
      assertEquals(logProbability, generation.logProbability(), 1e-3);
      assertEquals(12, generation.promptTokens());
    }
  }

  @Test
  void aStopTokenEndsTheAnswerAndIsNoPartOfIt() {
    int[][] prompts = prompts(6, 20);
    GenerationSettings free = GenerationSettings.greedy(12).withStopTokens(Set.of());
    List<Generation> whole = generator.generate(numbered(prompts), free, SILENT);
    int stop = whole.get(2).tokens()[4];
    List<Generation> stopped =
        generator.generate(numbered(prompts), free.withStopTokens(Set.of(stop)), SILENT);
    for (int row = 0; row < prompts.length; row++) {
      int[] tokens = whole.get(row).tokens();
      int end = 0;
      while (end < tokens.length && tokens[end] != stop) {
        end++;
      }
      assertArrayEquals(Arrays.copyOf(tokens, end), stopped.get(row).tokens());
      assertEquals(end < tokens.length ? stop : -1, stopped.get(row).stopToken());
      assertEquals(
          end < tokens.length ? StopReason.STOP_TOKEN : StopReason.LENGTH, stopped.get(row).stop());
    }
  }

  @Test
  void sampledAnswersDependOnSeedAndRowAndNotOnTheirNeighbours() {
    int[][] prompts = prompts(12, 30);
    Sampling sampling = new Sampling(1.2, 0, 0.9, 0, 1.1, 7);
    GenerationSettings settings = GenerationSettings.greedy(16).withSampling(sampling);
    List<Generation> together = generator.generate(numbered(prompts), settings, SILENT);
    int changed = 0;
    for (int row = 0; row < prompts.length; row++) {
      Prompt prompt = new Prompt(row, prompts[row]);
      assertArrayEquals(
          together.get(row).tokens(),
          generator.stream(prompt, settings, GenerationListener.NONE).tokens());
      GenerationSettings other = settings.withSampling(sampling.withSeed(8));
      Generation otherwise = generator.stream(prompt, other, GenerationListener.NONE);
      changed += Arrays.equals(otherwise.tokens(), together.get(row).tokens()) ? 0 : 1;
    }
    assertTrue(changed > 8, changed + " rows changed with the seed");
    GenerationSettings narrow = settings.withBatching(new Batching(3, OptionalLong.of(1 << 20)));
    List<Generation> fewAtATime = generator.generate(numbered(prompts), narrow, SILENT);
    for (int row = 0; row < prompts.length; row++) {
      assertArrayEquals(together.get(row).tokens(), fewAtATime.get(row).tokens());
    }
  }

  @Test
  void logProbabilitiesAreThoseOfTheModelWhateverTheSampling() {
    int[] prompt = prompts(1, 12)[0];
    Sampling sampling = new Sampling(1.5, 40, 0.95, 0, 1.3, 3);
    for (Sampling each : List.of(sampling, Sampling.GREEDY, sampling.withTemperature(0))) {
      GenerationSettings settings =
          GenerationSettings.greedy(10)
              .withSampling(each)
              .withLogProbabilities(LogProbabilities.TOKENS);
      try (Gemma3Model model = Gemma3Model.open(folder, Precision.FP32, false)) {
        Generation generation =
            generator.stream(new Prompt(1, prompt), settings, GenerationListener.NONE);
        int[] sequence = prompt;
        double sum = 0;
        for (int i = 0; i < generation.tokens().length; i++) {
          float[] logits = lastLogits(model, sequence);
          double expected = logits[generation.tokens()[i]] - logSumExp(logits);
          assertEquals(expected, generation.tokenLogProbabilities()[i], 1e-4);
          sum += expected;
          sequence = Arrays.copyOf(sequence, sequence.length + 1);
          sequence[sequence.length - 1] = generation.tokens()[i];
        }
        if (generation.stopToken() < 0) {
          assertEquals(sum, generation.logProbability(), 1e-3);
        }
      }
    }
  }

  @Test
  void theStreamedTextIsTheAnswersText() {
    for (int row = 0; row < 6; row++) {
      StringBuilder text = new StringBuilder();
      List<Integer> tokens = new ArrayList<>();
      GenerationListener listener =
          (number, news, ids) -> {
            text.append(news);
            Arrays.stream(ids).forEach(tokens::add);
            return true;
          };
      Generation generation =
          generator.stream(
              new Prompt(row, prompts(6, 20)[row]), GenerationSettings.greedy(20), listener);
      assertEquals(generation.text(), text.toString());
      assertEquals(generator.tokenizer().decode(generation.tokens()), text.toString());
      assertArrayEquals(generation.tokens(), tokens.stream().mapToInt(Integer::intValue).toArray());
    }
  }

  @Test
  void aStopStringEndsTheAnswerBeforeItself() {
    Prompt prompt = new Prompt(0, prompts(1, 20)[0]);
    GenerationSettings settings = GenerationSettings.greedy(20);
    String whole = generator.stream(prompt, settings, GenerationListener.NONE).text();
    String stop = whole.substring(whole.length() / 2, whole.length() / 2 + 3);
    Generation cut =
        generator.stream(prompt, settings.withStopStrings(List.of(stop)), GenerationListener.NONE);
    assertEquals(whole.substring(0, whole.indexOf(stop)), cut.text());
    assertEquals(StopReason.STOP_STRING, cut.stop());
  }

  @Test
  void nothingStaysOpenAfterAFailureOfTheListener() {
    GenerationListener failing =
        (row, news, ids) -> {
          throw new IllegalStateException("enough");
        };
    Prompt prompt = new Prompt(0, prompts(1, 20)[0]);
    GenerationSettings settings = GenerationSettings.greedy(5);
    assertThrows(IllegalStateException.class, () -> generator.stream(prompt, settings, failing));
    assertEquals(0, generator.openScopes());
    generator.stream(prompt, settings, GenerationListener.NONE);
    assertEquals(0, generator.openScopes());
  }

  @Test
  void aFolderWithoutTokenizerContinuesIds(@TempDir Path other) throws IOException {
    TinyModel.write(other, 5);
    Files.delete(other.resolve("tokenizer.json"));
    Prompt prompt = new Prompt(0, prompts(1, 20)[0]);
    GenerationSettings settings = GenerationSettings.greedy(8);
    try (Generator without = Generator.open(other, Optional.empty(), OPTIONS)) {
      Generation generation = without.stream(prompt, settings, GenerationListener.NONE);
      assertArrayEquals(
          generator.stream(prompt, settings, GenerationListener.NONE).tokens(),
          generation.tokens());
      assertEquals("", generation.text());
      assertThrows(UserError.class, without::tokenizer);
      GenerationSettings stops = settings.withStopStrings(List.of("x"));
      assertThrows(UserError.class, () -> without.stream(prompt, stops, GenerationListener.NONE));
    }
  }

  @Test
  void theModelsOwnFilesSayWhatEndsAnAnswer(@TempDir Path other) throws IOException {
    TinyModel.write(other, 5);
    Path file = other.resolve("generation_config.json");
    Files.writeString(file, "{\"eos_token_id\": [1, 50]}");
    assertEquals(Set.of(1, 50), StopTokens.of(other));
    Files.writeString(file, "{\"eos_token_id\": 3}");
    assertEquals(Set.of(3), StopTokens.of(other));
    Files.writeString(file, "{\"eos_token_id\": \"x\"}");
    assertThrows(UserError.class, () -> StopTokens.of(other));
    Files.delete(file);
    assertTrue(StopTokens.of(other).contains(1));
  }

  @Test
  void anAdapterChangesTheAnswersAndOneOfZerosDoesNot(@TempDir Path other) {
    int[][] prompts = prompts(4, 15);
    AdapterFolder.write(other.resolve("zero"), adapter(0));
    AdapterFolder.write(other.resolve("some"), adapter(0.5f));
    try (Generator zero = open(Optional.of(other.resolve("zero")));
        Generator some = open(Optional.of(other.resolve("some")))) {
      List<Generation> expected = generate(generator, prompts, 10, 4);
      List<Generation> same = generate(zero, prompts, 10, 4);
      List<Generation> different = generate(some, prompts, 10, 4);
      boolean changed = false;
      for (int row = 0; row < prompts.length; row++) {
        assertArrayEquals(expected.get(row).tokens(), same.get(row).tokens());
        changed |= !Arrays.equals(expected.get(row).tokens(), different.get(row).tokens());
      }
      assertTrue(changed);
    }
  }

  @Test
  void conversationsAreAnsweredInTheirOrderWithProgress() {
    List<Conversation> conversations = new ArrayList<>();
    for (String text : List.of("which words come first in the list ?", "ten", "the lazy dog .")) {
      conversations.add(new Conversation(List.of(new Message(Role.USER, text))));
    }
    List<Long> rows = new ArrayList<>();
    Progress counting =
        new Progress() {
          @Override
          public void advance(long units, long tokens) {
            rows.add(units);
          }

          @Override
          public void note(String text) {}

          @Override
          public void close() {}
        };
    List<Generation> answers =
        generator.answer(conversations, GenerationSettings.greedy(6, 2), counting);
    assertEquals(List.of(1L, 1L, 1L), rows);
    for (int i = 0; i < answers.size(); i++) {
      int length = generator.tokenizer().encodePrompt(conversations.get(i)).length();
      assertEquals(length, answers.get(i).promptTokens());
      assertEquals(generator.tokenizer().decode(answers.get(i).tokens()), answers.get(i).text());
      assertTrue(answers.get(i).seconds() > 0);
    }
  }

  @Test
  void anAnswerEndsAtTheModelsLastPosition() {
    int[][] prompts = {prompts(1, 90)[0], prompts(1, 5)[0]};
    List<Generation> answers = generate(generator, prompts, 10, 2);
    assertEquals(6, answers.get(0).tokens().length);
    assertEquals(10, answers.get(1).tokens().length);
  }

  @Test
  void aPromptWithoutRoomForAnAnswerIsRefused() {
    int[][] prompts = {prompts(1, 5)[0], prompts(1, 96)[0]};
    UserError error = assertThrows(UserError.class, () -> generate(generator, prompts, 10, 2));
    assertEquals(ErrorCode.DATA, error.code());
    assertEquals("prompt 2 has 96 tokens", error.problem());
  }

  @Test
  void aFolderWithoutAnAdapterIsRefused() {
    UserError error = assertThrows(UserError.class, () -> open(Optional.of(folder)).close());
    assertFalse(error.problem().isEmpty());
    assertEquals(ErrorCode.MISSING_FILE, error.code());
  }

  private static Generator open(Optional<Path> adapter) {
    return Generator.open(folder, adapter, OPTIONS);
  }

  private static List<Generation> generate(
      Generator generator, int[][] prompts, int most, int batch) {
    GenerationSettings settings =
        GenerationSettings.greedy(most, batch).withLogProbabilities(LogProbabilities.SUM);
    return generator.generate(numbered(prompts), settings, SILENT);
  }

  private static List<Prompt> numbered(int[][] prompts) {
    List<Prompt> rows = new ArrayList<>();
    for (int[] prompt : prompts) {
      rows.add(new Prompt(rows.size(), prompt));
    }
    return rows;
  }

  /** Random prompts of lengths up to the longest, the last one of that length. */
  private static int[][] prompts(int count, int longest) {
    Random random = new Random(7);
    int[][] prompts = new int[count][];
    for (int row = 0; row < count; row++) {
      int length = row == count - 1 ? longest : 1 + random.nextInt(longest);
      prompts[row] = random.ints(length, 107, 578).toArray();
    }
    return prompts;
  }

  private static LoraAdapter adapter(float size) {
    Random random = new Random(3);
    Map<Adapter.Place, Adapter.LowRank> matrices = new HashMap<>();
    for (int layer = 0; layer < TinyModel.CONFIG.layers(); layer++) {
      for (Projection projection : Projection.values()) {
        float[] down = new float[2 * projection.inputs(TinyModel.CONFIG)];
        float[] up = new float[2 * projection.outputs(TinyModel.CONFIG)];
        fill(down, random, 1);
        fill(up, random, size);
        matrices.put(new Adapter.Place(layer, projection), new Adapter.LowRank(2, 2, down, up));
      }
    }
    List<String> targets = Arrays.stream(Projection.values()).map(Projection::label).toList();
    return new LoraAdapter(new AdapterConfig(2, 4, false, 0, targets, ""), matrices);
  }

  private static void fill(float[] values, Random random, float size) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() * size;
    }
  }

  private static float[] lastLogits(Gemma3Model model, int[] sequence) {
    try (Scope step = model.newScope()) {
      float[] all = model.logits(sequence, step).floats();
      return Arrays.copyOfRange(all, all.length - 578, all.length);
    }
  }

  private static int argmax(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  private static double logSumExp(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += Math.exp(value);
    }
    return Math.log(sum);
  }
}
