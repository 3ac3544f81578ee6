package io.deltatune.model.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.chat.EncodedConversation;
import io.deltatune.model.adapter.AdapterFolder;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.gemma3.Gemma3Model;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forward pass and greedy decoding against transformers and PEFT; README.md has the origin. */
class ParityTest {
  private static final double LOGITS = 1e-4;

  @ParameterizedTest
  @CsvSource({"newer,true", "newer,false", "older,true", "older,false"})
  void logitsEqualThoseOfTransformersOverSequencesLongerThanTheWindow(String name, boolean mapped) {
    GoldenModel golden = GoldenModel.of(name);
    Map<String, float[]> expected = golden.tensors("logits.safetensors");
    List<EncodedConversation> rows = golden.batch("batch");
    assertEquals(expected.size(), rows.size());
    try (Gemma3Model model = golden.open(mapped)) {
      assertTrue(rows.get(0).length() > 2 * model.config().slidingWindow());
      for (int row = 0; row < rows.size(); row++) {
        assertLogits(model, rows.get(row).tokens(), expected.get("logits." + row));
      }
    }
  }

  @Test
  void logitsWithAnAdapterEqualThoseOfPeft() {
    GoldenModel golden = GoldenModel.of("newer");
    float[] expected = golden.tensors("adapter_logits.safetensors").get("logits.2");
    int[] tokens = golden.batch("batch").get(2).tokens();
    try (Gemma3Model model = golden.open(false)) {
      model.adapt(
          AdapterFolder.read(golden.folder().resolve("adapter"), model.config()).matrices());
      assertLogits(model, tokens, expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"newer", "older"})
  void greedyTokensOfPromptsOfMixedLengthsInOneBatchEqualThoseOfTransformers(String name) {
    GoldenModel golden = GoldenModel.of(name);
    try (Gemma3Model model = golden.open(false)) {
      GreedyParity.assertGreedy(model, golden.json().get("greedy"));
    }
  }

  private static void assertLogits(Gemma3Model model, int[] tokens, float[] expected) {
    try (Scope step = model.newScope()) {
      float[] actual = model.logits(tokens, step).floats();
      double difference = GoldenModel.difference(actual, expected);
      assertTrue(difference <= LOGITS, "logits differ by " + difference);
    }
  }
}
