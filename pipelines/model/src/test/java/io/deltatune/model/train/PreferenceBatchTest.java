package io.deltatune.model.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.chat.EncodedConversation;
import io.deltatune.model.adapter.AdapterFolder;
import io.deltatune.model.adapter.LoraAdapter;
import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.Projection;
import io.deltatune.model.golden.GoldenModel;
import io.deltatune.model.train.Completion.Kind;
import io.deltatune.model.train.Cut.Side;
import io.deltatune.model.train.Cut.Sides;
import io.deltatune.model.train.objective.Divergence;
import io.deltatune.model.train.objective.LossSettings;
import io.deltatune.model.train.objective.OddsRatioObjective;
import io.deltatune.model.train.objective.PreferenceObjective;
import io.deltatune.model.train.objective.PreferenceObjective.Term;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Pairs laid out for one pass equal their sequences each by itself. */
class PreferenceBatchTest {
  private static final double ALLOWED = 1e-5;
  private static final PreferenceObjective DPO =
      new PreferenceObjective(
          List.of(new Term("sigmoid", 0.8), new Term("bco_pair", 0.2), new Term("sft", 1)),
          LossSettings.of(0.5, 0.1),
          Divergence.REVERSE_KL);

  private final GoldenModel golden = GoldenModel.of("newer");
  private final Random random = new Random(7);

  @Test
  void aPairAsOneSequenceHasTheLossAndTheGradientOfTwoSequences() {
    List<PairExample> pairs = pairs(false);
    MicroBatch shared = MicroBatch.ofExamples(pairs);
    MicroBatch apart = apart(pairs);
    assertEquals(pairs.stream().mapToInt(PairExample::length).sum(), shared.tokens().length);
    assertTrue(shared.tokens().length < apart.tokens().length - 40, "the prompts are shared");
    assertEquals(apart.tokenCount(), shared.tokenCount());
    assertArrayEquals(apart.targets(), shared.targets());
    assertSameGradients(DPO, shared, apart);
  }

  @Test
  void promptsThatAreLearntTooHaveTheGradientOfTwoSequences() {
    List<PairExample> pairs = pairs(true);
    MicroBatch shared = MicroBatch.ofExamples(pairs);
    assertSameGradients(new OddsRatioObjective(0.3), shared, apart(pairs));
  }

  @Test
  void packedPairsAreTheSumOfPairsEachByItself() {
    List<PairExample> pairs = pairs(false);
    try (Gemma3Model model = golden.open(false)) {
      PreferenceObjective plain =
          new PreferenceObjective(
              List.of(new Term("ipo", 1)), LossSettings.of(0.1, 0), Divergence.REVERSE_KL);
      TrainingStep step = step(model, lora(model), plain);
      TrainingStep.Totals packed = step.gradients(List.of(MicroBatch.ofExamples(pairs)));
      float[] expected = step.gradient().floats();
      List<MicroBatch> single =
          pairs.stream().map(pair -> MicroBatch.ofExamples(List.of(pair))).toList();
      TrainingStep.Totals apart = step.gradients(single);
      assertEquals(packed.loss(), apart.loss(), ALLOWED * packed.loss());
      double difference = GoldenModel.relativeDifference(step.gradient().floats(), expected);
      assertTrue(difference <= ALLOWED, "gradients differ by " + difference);
    }
  }

  @Test
  void withoutAnAdaptersEffectEveryRewardIsNought() {
    try (Gemma3Model model = golden.open(false)) {
      LoraParameterisation fresh =
          LoraParameterisation.of(
              model, new LoraParameterisation.Settings(4, 8, Set.of(Projection.values())), 3);
      PreferenceObjective sigmoid =
          new PreferenceObjective(
              List.of(new Term("sigmoid", 1)), LossSettings.of(0.1, 0), Divergence.REVERSE_KL);
      TrainingStep.Totals totals =
          step(model, fresh, sigmoid).gradients(List.of(MicroBatch.ofExamples(pairs(false))));
      Map<String, Double> metrics = totals.metrics().means();
      assertEquals(Math.log(2), totals.loss(), 1e-6);
      assertEquals(0, metrics.get("rewards/margins"), 1e-5);
      assertTrue(metrics.get("logps/chosen") < -1, metrics.toString());
    }
  }

  @Test
  void aCutKeepsTheEndThatTrlKeeps() {
    int[] prompt = {1, 2, 3};
    int[] answer = {4, 5};
    assertSides(new int[] {1, 2, 3}, new int[] {4}, 4, Side.KEEP_START, prompt, answer);
    assertSides(new int[] {2, 3}, new int[] {4, 5}, 4, Side.KEEP_END, prompt, answer);
    assertSides(new int[0], new int[] {5, 6}, 2, Side.KEEP_END, prompt, new int[] {4, 5, 6});
    assertSides(prompt, answer, 5, Side.KEEP_START, prompt, answer);
    assertFalse(new Cut(3, Side.KEEP_START).apply(prompt, answer).isPresent());
    assertFalse(new Cut(2, Side.KEEP_END).apply(new int[0], new int[] {4}).isPresent());
  }

  @Test
  void aPairWhoseAnswersAreCutAwayIsNoExample() {
    Cut cut = new Cut(3, Side.KEEP_START);
    assertTrue(PairExample.of(new int[3], new int[2], new int[2], cut, false).isEmpty());
    assertTrue(PairExample.of(new int[2], new int[2], new int[2], cut, false).isPresent());
  }

  @Test
  void answersAreMismatchedWithThePromptBehindThem() {
    List<JudgedExample> rows = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      rows.add(new JudgedExample(row(4), row(2 + i), i == 0, false, Cut.NOTHING));
    }
    MicroBatch batch = MicroBatch.ofExamples(rows);
    assertEquals(12 + 2 + 3 + 4, batch.tokenCount());
    for (int i = 0; i < 3; i++) {
      Completion own = batch.completions().get(2 * i);
      Completion other = batch.completions().get(2 * i + 1);
      assertEquals(i == 0 ? Kind.DESIRABLE : Kind.UNDESIRABLE, own.kind());
      assertEquals(Kind.MISMATCHED, other.kind());
      assertArrayEquals(rows.get(i).answer(), targets(batch, own));
      assertArrayEquals(rows.get((i + 2) % 3).answer(), targets(batch, other));
      assertEquals(batch.rows()[own.firstLabel()], batch.rows()[other.firstLabel()]);
    }
  }

  private static int[] targets(MicroBatch batch, Completion of) {
    return Arrays.stream(batch.targets(), of.firstLabel(), of.firstLabel() + of.labels())
        .mapToInt(Math::toIntExact)
        .toArray();
  }

  private static void assertSides(
      int[] prompt, int[] answer, int length, Side side, int[] wholePrompt, int[] wholeAnswer) {
    Sides sides = new Cut(length, side).apply(wholePrompt, wholeAnswer).orElseThrow();
    assertArrayEquals(prompt, sides.prompt());
    assertArrayEquals(answer, sides.answer());
  }

  private void assertSameGradients(Objective objective, MicroBatch actual, MicroBatch expected) {
    try (Gemma3Model model = golden.open(false)) {
      TrainingStep step = step(model, lora(model), objective);
      TrainingStep.Totals two = step.gradients(List.of(expected));
      float[] gradient = step.gradient().floats();
      TrainingStep.Totals one = step.gradients(List.of(actual));
      assertEquals(two.loss(), one.loss(), ALLOWED * Math.abs(two.loss()));
      two.metrics()
          .means()
          .forEach(
              (name, value) -> assertEquals(value, one.metrics().means().get(name), 1e-4, name));
      double difference = GoldenModel.relativeDifference(step.gradient().floats(), gradient);
      assertTrue(difference <= ALLOWED, "gradients differ by " + difference);
    }
  }

  /** Prompts and answers shorter and longer than the window of 8, and one cut at its beginning. */
  private List<PairExample> pairs(boolean promptLabelled) {
    List<PairExample> pairs = new ArrayList<>();
    for (int[] lengths : new int[][] {{5, 9, 4}, {30, 1, 12}, {1, 3, 2}, {9, 20, 20}}) {
      pairs.add(pair(lengths, Cut.NOTHING, promptLabelled));
    }
    pairs.add(pair(new int[] {6, 4, 9}, new Cut(11, Side.KEEP_END), promptLabelled));
    return pairs;
  }

  private PairExample pair(int[] lengths, Cut cut, boolean promptLabelled) {
    return PairExample.of(row(lengths[0]), row(lengths[1]), row(lengths[2]), cut, promptLabelled)
        .orElseThrow();
  }

  private int[] row(int length) {
    return random.ints(length, 3, 200).toArray();
  }

  /** Each answer with its prompt as a sequence of its own, in the order of the pairs. */
  private static MicroBatch apart(List<PairExample> pairs) {
    List<EncodedConversation> rows = new ArrayList<>();
    List<Kind> kinds = new ArrayList<>();
    for (PairExample pair : pairs) {
      rows.add(whole(pair.chosen(), pair.promptLabelled() ? 1 : pair.chosen().prompt().length));
      rows.add(whole(pair.rejected(), pair.rejected().prompt().length));
      kinds.add(Kind.CHOSEN);
      kinds.add(Kind.REJECTED);
    }
    MicroBatch batch = MicroBatch.of(rows);
    List<Completion> completions = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      Completion found = batch.completions().get(i);
      Sides sides = i % 2 == 0 ? pairs.get(i / 2).chosen() : pairs.get(i / 2).rejected();
      int prompt = found.labels() - sides.answer().length;
      if (prompt > 0) {
        completions.add(
            new Completion(Kind.PROMPT, found.firstLabel(), prompt, prompt + 1, Double.NaN));
      }
      completions.add(
          new Completion(
              kinds.get(i),
              found.firstLabel() + prompt,
              sides.answer().length,
              sides.answer().length,
              Double.NaN));
    }
    return new MicroBatch(
        batch.tokens(),
        batch.visibility(),
        batch.rows(),
        batch.targets(),
        completions,
        batch.tokenCount());
  }

  private static EncodedConversation whole(Sides sides, int firstLabel) {
    int[] tokens =
        IntStream.concat(Arrays.stream(sides.prompt()), Arrays.stream(sides.answer())).toArray();
    boolean[] labelled = new boolean[tokens.length];
    Arrays.fill(labelled, firstLabel, tokens.length, true);
    return new EncodedConversation(tokens, labelled);
  }

  private TrainingStep step(Gemma3Model model, LoraParameterisation lora, Objective objective) {
    AdamW optimiser =
        new AdamW(new AdamW.Settings(0, 0.9, 0.999, 1e-8, 0, 0), lora.parameters(), model.scope());
    Optional<ReferencePolicy> reference =
        objective.needsReference()
            ? Optional.of(ReferencePolicy.withoutAdapter(model))
            : Optional.empty();
    return new TrainingStep(model, lora, objective, reference, optimiser, false);
  }

  private LoraParameterisation lora(Gemma3Model model) {
    LoraAdapter adapter =
        AdapterFolder.read(golden.folder().resolve("adapter"), Gemma3Config.read(golden.folder()));
    var settings =
        new LoraParameterisation.Settings(
            adapter.config().rank(), adapter.config().alpha(), Set.of(Projection.values()));
    return LoraParameterisation.from(model, settings, adapter.matrices());
  }
}
