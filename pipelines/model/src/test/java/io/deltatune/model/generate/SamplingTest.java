package io.deltatune.model.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SamplingTest {
  @Test
  void numbersOutOfRangeAreRefusedByTheRecipesKey() {
    Sampling plain = Sampling.GREEDY;
    assertRefused("temperature", () -> plain.withTemperature(-0.1));
    assertRefused("temperature", () -> plain.withTemperature(1e200));
    assertRefused("top_k", () -> plain.withTopK(-1));
    assertRefused("top_p", () -> plain.withTopP(0));
    assertRefused("top_p", () -> plain.withTopP(1.01));
    assertRefused("top_p", () -> plain.withTopP(Double.NaN));
    assertRefused("min_p", () -> plain.withMinP(1.5));
    assertRefused("repetition_penalty", () -> plain.withRepetitionPenalty(0));
    assertRefused("max_new_tokens", () -> GenerationSettings.greedy(0));
    assertRefused("batch_size", () -> GenerationSettings.greedy(1, 0));
    assertRefused("memory_mib", () -> new Batching(1, OptionalLong.of(0)));
    assertRefused("stop", () -> GenerationSettings.greedy(1).withStopStrings(List.of("a", "")));
  }

  @Test
  void theKeyOfARowFollowsFromItsName() {
    assertEquals(Prompt.of("row 1", new int[1]).key(), Prompt.of("row 1", new int[2]).key());
    assertNotEquals(Prompt.of("row 1", new int[1]).key(), Prompt.of("row 2", new int[1]).key());
  }

  private static void assertRefused(String key, org.junit.jupiter.api.function.Executable make) {
    UserError error = assertThrows(UserError.class, make);
    assertEquals(ErrorCode.CONFIG, error.code());
    assertTrue(error.problem().startsWith("decoding." + key + " "), error.problem());
  }
}
