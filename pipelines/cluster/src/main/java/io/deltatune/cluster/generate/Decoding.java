package io.deltatune.cluster.generate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.recipe.GenerateRecipe;
import io.deltatune.model.generate.Batching;
import io.deltatune.model.generate.GenerationSettings;
import io.deltatune.model.generate.Sampling;
import java.io.Serializable;
import java.util.List;
import java.util.OptionalLong;

/**
 * A recipe's section of the same name; travels to the executors.
 *
 * @param memoryMib null where the recipe does not say
 */
record Decoding(
    int maxNewTokens,
    double temperature,
    int topK,
    double topP,
    double minP,
    double repetitionPenalty,
    long seed,
    List<String> stop,
    int batchSize,
    Integer memoryMib)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  static Decoding of(GenerateRecipe.Decoding recipe) {
    return new Decoding(
        recipe.maxNewTokens(),
        recipe.temperature(),
        recipe.topK(),
        recipe.topP(),
        recipe.minP(),
        recipe.repetitionPenalty(),
        recipe.seed(),
        recipe.stop(),
        recipe.batchSize(),
        recipe.memoryMib().isPresent() ? recipe.memoryMib().getAsInt() : null);
  }

  /**
   * What decides an answer, as JSON with sorted keys. Settings without effect are left out, and so
   * is what only decides how many rows stand side by side.
   */
  String json() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    Sampling sampling = sampling();
    json.put("max_new_tokens", maxNewTokens);
    if (!sampling.isGreedy() && minP > 0) {
      json.put("min_p", minP);
    }
    if (sampling.hasPenalty()) {
      json.put("repetition_penalty", repetitionPenalty);
    }
    if (!sampling.isGreedy()) {
      json.put("seed", seed);
    }
    if (!stop.isEmpty()) {
      ArrayNode texts = json.putArray("stop");
      stop.stream().sorted().distinct().forEach(texts::add);
    }
    json.put("temperature", temperature);
    if (!sampling.isGreedy() && topK > 0) {
      json.put("top_k", topK);
    }
    if (!sampling.isGreedy() && topP < 1) {
      json.put("top_p", topP);
    }
    return json.toString();
  }

  GenerationSettings settings() {
    OptionalLong bytes =
        memoryMib == null ? OptionalLong.empty() : OptionalLong.of((long) memoryMib << 20);
    return GenerationSettings.greedy(maxNewTokens)
        .withSampling(sampling())
        .withStopStrings(stop)
        .withBatching(new Batching(batchSize, bytes));
  }

  private Sampling sampling() {
    return new Sampling(temperature, topK, topP, minP, repetitionPenalty, seed);
  }
}
