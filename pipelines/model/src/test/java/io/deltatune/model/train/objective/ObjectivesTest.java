package io.deltatune.model.train.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.model.gemma3.Visibility;
import io.deltatune.model.train.Completion;
import io.deltatune.model.train.Completion.Kind;
import io.deltatune.model.train.MicroBatch;
import io.deltatune.model.train.Objective;
import io.deltatune.model.train.Objective.Share;
import io.deltatune.model.train.objective.PreferenceObjective.Term;
import io.deltatune.testkit.Golden;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Losses, gradients and metrics against TRL's own code: {@code objectives.json}, which the script
 * beside it writes.
 */
class ObjectivesTest {
  private static final double ALLOWED = 1e-6;
  private static final JsonNode GOLDEN = Golden.of(ObjectivesTest.class, "objectives.json");

  /** A completion's log-probabilities and where its expected gradient stands. */
  private record Part(Kind kind, JsonNode row, JsonNode gradient) {
    float[] logProbabilities() {
      JsonNode values = row.get(kind == Kind.PROMPT ? "prompt" : "logps");
      float[] floats = new float[values.size()];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = values.get(i).floatValue();
      }
      return floats;
    }
  }

  private static Stream<JsonNode> cases() {
    return StreamSupport.stream(GOLDEN.get("cases").spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void lossGradientAndMetricsAreThoseOfTrl(JsonNode example) {
    String where = example.get("type").textValue() + " " + example.get("settings");
    List<Part> parts = parts(example);
    MicroBatch batch = batch(parts);
    float[] known = known(parts);
    Objective objective = objective(example);
    Share share = objective.share(batch, known, objective.count(batch));
    JsonNode expected = example.get("expected");
    assertClose(expected.get("loss").doubleValue(), share.loss(), "loss of " + where);
    for (int i = 0; i < parts.size(); i++) {
      JsonNode gradient = parts.get(i).gradient();
      Completion completion = batch.completions().get(i);
      for (int j = 0; j < completion.labels(); j++) {
        double wanted = gradient == null ? 0 : gradient.get(j).doubleValue();
        double actual = share.derivatives()[completion.firstLabel() + j];
        assertClose(wanted, actual, "gradient " + i + ", " + j + " of " + where);
      }
    }
    var means = objective.figures(share.metrics());
    expected
        .get("metrics")
        .properties()
        .forEach(
            entry ->
                assertClose(
                    entry.getValue().doubleValue(),
                    means.get(entry.getKey()),
                    entry.getKey() + " of " + where));
  }

  @Test
  void everyLossIsOnTheListAndInTheGoldenFile() {
    Set<Class<?>> listed = new HashSet<>();
    PairLosses.ALL.forEach(loss -> listed.add(loss.getClass()));
    Set<Class<?>> written = new HashSet<>();
    for (Class<?> kind :
        List.of(MarginLoss.class, MeanMarginLoss.class, RatioLoss.class, SortedLoss.class)) {
      written.addAll(Arrays.asList(kind.getDeclaredClasses()));
    }
    written.add(ChosenLikelihood.class);
    assertEquals(written, listed);
    Set<String> proven = new HashSet<>();
    cases().forEach(example -> proven.add(example.at("/settings/losses/0/0").asText("")));
    assertTrue(proven.containsAll(PreferenceObjective.losses()), proven.toString());
  }

  @Test
  void aShareOfAStepIsItsPairsPartOfTheMean() {
    JsonNode example = cases().findFirst().orElseThrow();
    MicroBatch batch = batch(parts(example));
    Objective objective = objective(example);
    float[] known = known(parts(example));
    Share whole = objective.share(batch, known, 3);
    Share third = objective.share(batch, known, 9);
    assertEquals(3, objective.count(batch));
    assertEquals(whole.loss() / 3, third.loss(), 1e-12);
    assertEquals(whole.derivatives()[0] / 3, third.derivatives()[0], 1e-7);
  }

  @Test
  void settingsThatMeanNothingToTheLossesAreRefused() {
    LossSettings smoothed = LossSettings.of(0.1, 0.1);
    LossSettings plain = LossSettings.of(0.1, 0);
    Divergence forward = new Divergence(Divergence.Kind.FORWARD_KL, 1);
    for (Term term : List.of(new Term("ipo", 1), new Term("bco_pair", 1))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new PreferenceObjective(List.of(term), smoothed, Divergence.REVERSE_KL));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> new PreferenceObjective(List.of(new Term("aot", 1)), plain, forward));
    assertThrows(IllegalArgumentException.class, () -> new Term("unknown", 1));
  }

  private static void assertClose(double expected, double actual, String message) {
    assertEquals(expected, actual, ALLOWED * Math.max(1, Math.abs(expected)), message);
  }

  private static Objective objective(JsonNode example) {
    JsonNode settings = example.get("settings");
    double beta = settings.get("beta").doubleValue();
    return switch (example.get("type").textValue()) {
      case "dpo" -> preference(settings, beta);
      case "kto" ->
          new JudgedObjective(
              JudgedObjective.Form.valueOf(upper(settings.get("loss"))),
              beta,
              settings.get("desirable_weight").doubleValue(),
              settings.get("undesirable_weight").doubleValue());
      case "orpo" -> new OddsRatioObjective(beta);
      default ->
          new ContrastiveObjective(
              ContrastiveObjective.Form.valueOf(upper(settings.get("loss_type"))),
              beta,
              settings.get("label_smoothing").doubleValue(),
              settings.get("simpo_gamma").doubleValue(),
              settings.get("cpo_alpha").doubleValue());
    };
  }

  private static Objective preference(JsonNode settings, double beta) {
    List<Term> terms = new ArrayList<>();
    for (JsonNode loss : settings.get("losses")) {
      terms.add(new Term(loss.get(0).textValue(), loss.get(1).doubleValue()));
    }
    return new PreferenceObjective(
        terms,
        new LossSettings(
            beta,
            settings.get("label_smoothing").doubleValue(),
            settings.get("discopop_tau").doubleValue()),
        new Divergence(
            Divergence.Kind.valueOf(upper(settings.get("f_divergence"))),
            settings.get("f_alpha_divergence_coef").doubleValue()));
  }

  private static String upper(JsonNode name) {
    return name.textValue().toUpperCase(Locale.ROOT);
  }

  private static List<Part> parts(JsonNode example) {
    JsonNode rows = GOLDEN.get("batches").get(example.get("batch").textValue());
    JsonNode expected = example.get("expected");
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < rows.path("answers").size(); i++) {
      JsonNode row = rows.get("answers").get(i);
      Kind kind = row.get("desirable").booleanValue() ? Kind.DESIRABLE : Kind.UNDESIRABLE;
      parts.add(new Part(kind, row, expected.get("answers").get(i)));
      parts.add(new Part(Kind.MISMATCHED, rows.get("mismatched").get(i), null));
    }
    for (int i = 0; i < rows.path("chosen").size(); i++) {
      JsonNode chosen = rows.get("chosen").get(i);
      if (example.get("type").textValue().equals("orpo")) {
        parts.add(new Part(Kind.PROMPT, chosen, expected.get("prompts").get(i)));
      }
      parts.add(new Part(Kind.CHOSEN, chosen, expected.get("chosen").get(i)));
      parts.add(
          new Part(Kind.REJECTED, rows.get("rejected").get(i), expected.get("rejected").get(i)));
    }
    return parts;
  }

  private static float[] known(List<Part> parts) {
    int labels = parts.stream().mapToInt(part -> part.logProbabilities().length).sum();
    float[] known = new float[labels];
    int next = 0;
    for (Part part : parts) {
      float[] values = part.logProbabilities();
      System.arraycopy(values, 0, known, next, values.length);
      next += values.length;
    }
    return known;
  }

  /** Derivation: with p = 1 - 1e-7 and a rejected answer of p = 1/2, the odds ratio is 1e7. */
  @Test
  void oddsOfAnAnswerThatIsCertainAreFiniteAndGoOnFromThoseOfOneThatNearlyIs() {
    Objective objective = new OddsRatioObjective(0.1);
    float half = (float) -Math.log(2);
    Share certain = objective.share(pair(), new float[] {0, half}, 1);
    assertEquals(0.1 * Math.log1p(1e-7), certain.loss(), 1e-12);
    assertEquals(-1 - 0.1, certain.derivatives()[0], 1e-6);
    assertEquals(0.1 * 1e-7 / 0.5, certain.derivatives()[1], 1e-12);
    Share nearly = objective.share(pair(), new float[] {-1e-6f, half}, 1);
    assertEquals(certain.derivatives()[0], nearly.derivatives()[0], 1e-6);

    Share wrong = objective.share(pair(), new float[] {half, 0}, 1);
    assertEquals(Math.log(2) + 0.1 * Math.log(1e7), wrong.loss(), 1e-6);
    assertEquals(0.1 * 1e7, wrong.derivatives()[1], 1, "as steep as the odds are great");
    assertEquals(16.118, -wrong.metrics().means().get("log_odds_chosen"), 1e-3);
  }

  /** A pair whose answers have one token each, behind a prompt that is not learnt. */
  private static MicroBatch pair() {
    List<Completion> completions =
        List.of(
            new Completion(Kind.CHOSEN, 0, 1, 1, Double.NaN),
            new Completion(Kind.REJECTED, 1, 1, 1, Double.NaN));
    return new MicroBatch(
        new int[1], Visibility.sequences(1), new long[2], new long[2], completions, 2);
  }

  /** The tokens do not matter, the completions do. */
  private static MicroBatch batch(List<Part> parts) {
    List<Completion> completions = new ArrayList<>();
    int labels = 0;
    for (Part part : parts) {
      int count = part.logProbabilities().length;
      int tokens = count + part.row().path("cut").asInt(0);
      double reference = part.row().get("reference").doubleValue();
      completions.add(new Completion(part.kind(), labels, count, tokens, reference));
      labels += count;
    }
    return new MicroBatch(
        new int[1],
        Visibility.sequences(1),
        new long[labels],
        new long[labels],
        completions,
        labels);
  }
}
