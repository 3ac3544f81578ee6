package io.deltatune.core.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.testkit.RealData;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against the scores of sacreBLEU 2.6.0 for two real systems. */
class RealTranslationsTest {
  @Test
  void corpusAndSentenceScoresEqualSacreBleu() {
    RealData data = RealData.assumeAvailable();
    JsonNode golden = data.json("golden/golden_scores.json");
    List<JsonNode> rows = data.jsonLines("mt_ted/ted_slk_eng.jsonl");
    JsonNode expected = golden.get("ted.sys1");
    MetricTotal total = new MetricTotal(Metrics.BLEU);
    JsonNode sentences = expected.get("sentence_bleu_first20_effective_order");
    for (int i = 0; i < rows.size(); i++) {
      JsonNode row = rows.get(i);
      long[] statistic =
          total.add(row.get("sys1").textValue(), List.of(row.get("ref").textValue()));
      if (i < sentences.size()) {
        assertEquals(sentences.get(i).doubleValue(), Metrics.BLEU.rowValue(statistic), 1e-10);
      }
    }
    JsonNode corpus = expected.get("sacrebleu_13a_exp");
    BleuScore score = Metrics.BLEU.score(total.sum(), false);
    assertEquals(corpus.get("score").doubleValue(), score.score(), 1e-10);
    assertEquals(corpus.get("bp").doubleValue(), score.brevityPenalty(), 1e-14);
    assertEquals(corpus.get("sys_len").longValue(), score.answerLength());
    assertEquals(corpus.get("ref_len").longValue(), score.referenceLength());
    for (int order = 0; order < 4; order++) {
      assertEquals(corpus.get("counts").get(order).longValue(), score.counts().get(order));
      assertEquals(corpus.get("totals").get(order).longValue(), score.totals().get(order));
      assertEquals(
          corpus.get("precisions").get(order).doubleValue(), score.precisions().get(order), 1e-12);
    }
  }
}
