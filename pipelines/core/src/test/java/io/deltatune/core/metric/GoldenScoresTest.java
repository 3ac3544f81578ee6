package io.deltatune.core.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.testkit.Golden;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against sacreBLEU and rouge-score, on sentences of odd characters. */
class GoldenScoresTest {
  private static final JsonNode GOLDEN = Golden.of(GoldenScoresTest.class, "metric_scores.json");
  private static final List<Smoothing> SMOOTHINGS =
      List.of(Smoothing.EXP, Smoothing.NONE, Smoothing.FLOOR, Smoothing.ADD_K);

  /** The exponential function may differ in its last bit. */
  private static final double BLEU_TOLERANCE = 1e-10;

  private static String answer(JsonNode row) {
    return row.get("answer").textValue();
  }

  private static List<String> references(JsonNode row) {
    List<String> references = new ArrayList<>();
    row.get("references").forEach(reference -> references.add(reference.textValue()));
    return references;
  }

  @Test
  void theTokensAreThoseOfSacreBleu() {
    for (JsonNode row : GOLDEN.get("rows")) {
      List<String> expected = new ArrayList<>();
      row.get("tokens").forEach(token -> expected.add(token.textValue()));
      assertEquals(expected, Tokenizer13a.tokens(answer(row)));
    }
  }

  @Test
  void everySentenceBleuEqualsSacreBleu() {
    for (JsonNode row : GOLDEN.get("rows")) {
      for (int i = 0; i < SMOOTHINGS.size(); i++) {
        Bleu bleu = new Bleu("bleu", SMOOTHINGS.get(i));
        double score = bleu.rowValue(bleu.statistic(answer(row), references(row)));
        assertEquals(row.get("bleu").get(i).doubleValue(), score, BLEU_TOLERANCE, row::toString);
      }
    }
  }

  @Test
  void everyCorpusBleuEqualsSacreBleu() {
    for (JsonNode corpus : GOLDEN.get("corpora")) {
      String label = corpus.get("smoothing").textValue().replace('-', '_');
      Bleu bleu = (Bleu) Metrics.named(metricOf(label)).orElseThrow();
      MetricTotal total = new MetricTotal(bleu);
      int references = 0;
      for (int i = corpus.get("first").intValue(); i < corpus.get("last").intValue(); i++) {
        JsonNode row = GOLDEN.get("rows").get(i);
        references = row.get("references").size();
        total.add(answer(row), references(row));
      }
      BleuScore score = bleu.score(total.sum(), false);
      assertEquals(corpus.get("score").doubleValue(), score.score(), BLEU_TOLERANCE);
      assertEquals(score.score(), total.value());
      assertEquals(
          corpus.get("brevity_penalty").doubleValue(), score.brevityPenalty(), BLEU_TOLERANCE);
      assertEquals(
          corpus.get("signature").textValue().replace("version:2.6.0", "version:deltatune-1"),
          bleu.signature(references));
    }
  }

  private static String metricOf(String smoothing) {
    return switch (smoothing) {
      case "exp" -> "bleu";
      case "none" -> "bleu_unsmoothed";
      default -> "bleu_" + smoothing;
    };
  }

  @Test
  void everyRougeEqualsRougeScore() {
    for (JsonNode row : GOLDEN.get("rows")) {
      int index = 0;
      for (boolean stemmed : new boolean[] {false, true}) {
        for (Rouge.Kind kind : Rouge.Kind.values()) {
          JsonNode expected = row.get("rouge").get(index++);
          RougeScore score = new Rouge(kind, stemmed).score(answer(row), references(row));
          assertEquals(
              new RougeScore(
                  expected.get(0).doubleValue(),
                  expected.get(1).doubleValue(),
                  expected.get(2).doubleValue()),
              score,
              row::toString);
        }
      }
    }
  }

  @Test
  void theMeanOfRougeIsThePlainMean() {
    MetricTotal total = new MetricTotal(Metrics.ROUGE_L);
    double sum = 0;
    for (JsonNode row : GOLDEN.get("rows")) {
      total.add(answer(row), references(row));
      sum += row.get("rouge").get(2).get(2).doubleValue();
    }
    assertEquals(100 * sum / (double) total.rows(), total.value(), 1e-12);
  }

  @Test
  void everyStemIsThatOfNltk() {
    JsonNode stems = GOLDEN.get("stems");
    assertTrue(stems.size() > 1000);
    stems
        .fields()
        .forEachRemaining(
            word ->
                assertEquals(
                    word.getValue().textValue(),
                    PorterStemmer.stem(word.getKey()),
                    () -> "the stem of " + word.getKey()));
  }
}
