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
import io.deltatune.model.engine.Precision;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.gemma3.Adapter;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.Projection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratorTest {
  private static final Progress SILENT = ProgressReporter.SILENT.start("", "rows", 0);

  @TempDir static Path folder;

  @BeforeAll
  static void writeModel() {
    TinyModel.write(folder, 5);
  }

  @Test
  void theSameRowGivesTheSameAnswerWhateverBatchItFallsInto() {
    int[][] prompts = prompts(13, 40);
    try (Generator generator = open(Optional.empty())) {
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
  }

  @Test
  void eachTokenIsTheMostProbableAfterAllBeforeIt() {
    int[] prompt = prompts(1, 12)[0];
    try (Generator generator = open(Optional.empty());
        Gemma3Model model = Gemma3Model.open(folder, Precision.FP32, false)) {
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
    try (Gemma3Model model = Gemma3Model.open(folder, Precision.FP32, false)) {
      int[] most = new int[prompts.length];
      Arrays.fill(most, 12);
      List<GreedyDecoder.Continuation> free =
          new GreedyDecoder(model, Set.of()).decode(prompts, most);
      int stop = free.get(2).tokens()[4];
      List<GreedyDecoder.Continuation> stopped =
          new GreedyDecoder(model, Set.of(stop)).decode(prompts, most);
      for (int row = 0; row < prompts.length; row++) {
        int[] whole = free.get(row).tokens();
        int end = 0;
        while (end < whole.length && whole[end] != stop) {
          end++;
        }
        assertArrayEquals(Arrays.copyOf(whole, end), stopped.get(row).tokens());
        assertEquals(end < whole.length ? stop : -1, stopped.get(row).stoppedBy());
      }
    }
  }

  @Test
  void anAdapterChangesTheAnswersAndOneOfZerosDoesNot(@TempDir Path other) {
    int[][] prompts = prompts(4, 15);
    AdapterFolder.write(other.resolve("zero"), adapter(0));
    AdapterFolder.write(other.resolve("some"), adapter(0.5f));
    try (Generator plain = open(Optional.empty());
        Generator zero = open(Optional.of(other.resolve("zero")));
        Generator some = open(Optional.of(other.resolve("some")))) {
      List<Generation> expected = generate(plain, prompts, 10, 4);
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
    try (Generator generator = open(Optional.empty())) {
      List<Generation> answers =
          generator.answer(conversations, GenerationSettings.greedy(6, 2), counting);
      assertEquals(List.of(2L, 1L), rows);
      for (int i = 0; i < answers.size(); i++) {
        int length = generator.tokenizer().encodePrompt(conversations.get(i)).length();
        assertEquals(length, answers.get(i).promptTokens());
        assertEquals(generator.tokenizer().decode(answers.get(i).tokens()), answers.get(i).text());
        assertTrue(answers.get(i).seconds() > 0);
      }
    }
  }

  @Test
  void anAnswerEndsAtTheModelsLastPosition() {
    int[][] prompts = {prompts(1, 90)[0], prompts(1, 5)[0]};
    try (Generator generator = open(Optional.empty())) {
      List<Generation> answers = generate(generator, prompts, 10, 2);
      assertEquals(6, answers.get(0).tokens().length);
      assertEquals(10, answers.get(1).tokens().length);
    }
  }

  @Test
  void aPromptWithoutRoomForAnAnswerIsRefused() {
    int[][] prompts = {prompts(1, 5)[0], prompts(1, 96)[0]};
    try (Generator generator = open(Optional.empty())) {
      UserError error = assertThrows(UserError.class, () -> generate(generator, prompts, 10, 2));
      assertEquals(ErrorCode.DATA, error.code());
      assertEquals("prompt 2 has 96 tokens", error.problem());
    }
  }

  @Test
  void aFolderWithoutAnAdapterIsRefused() {
    UserError error = assertThrows(UserError.class, () -> open(Optional.of(folder)).close());
    assertFalse(error.problem().isEmpty());
    assertEquals(ErrorCode.MISSING_FILE, error.code());
  }

  private static Generator open(Optional<Path> adapter) {
    return Generator.open(folder, adapter, Precision.FP32);
  }

  private static List<Generation> generate(
      Generator generator, int[][] prompts, int most, int batch) {
    return generator.generate(prompts, GenerationSettings.greedy(most, batch), SILENT);
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
