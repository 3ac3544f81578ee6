package io.deltatune.model.checkpoint;

import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.gemma3.WeightNames;
import io.deltatune.model.safetensors.TensorContent;
import io.deltatune.model.tokenizer.GemmaTokenizerTest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A random model over the tiny tokenizer of the tests: a sliding layer and a full one. */
public final class TinyModel {
  /** Its shape. */
  public static final Gemma3Config CONFIG =
      new Gemma3Config(
          578,
          32,
          48,
          2,
          4,
          2,
          8,
          8,
          6,
          96,
          1e-6,
          new Gemma3Config.Rope(10_000, 1),
          new Gemma3Config.Rope(1_000_000, 1),
          List.of(true, false),
          true,
          0.02);

  private TinyModel() {}

  /** Random weights by canonical name, in bf16. */
  public static Map<String, TensorContent> weights(long seed) {
    Random random = new Random(seed);
    Map<String, TensorContent> tensors = new HashMap<>();
    for (WeightNames.Named named : WeightNames.all(CONFIG)) {
      float[] values = new float[(int) named.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (random.nextGaussian() * 0.2);
      }
      tensors.put(named.name(), TensorContent.ofFloatsAsBf16(values, named.shape()));
    }
    return tensors;
  }

  /** Writes a model folder with its tokenizer. */
  public static void write(Path folder, long seed) {
    Path tokenizer = folder.resolve("tokenizer");
    copyTokenizer(tokenizer);
    ModelFolder.write(folder, CONFIG, "bfloat16", weights(seed), tokenizer);
  }

  private static void copyTokenizer(Path folder) {
    try (InputStream file = GemmaTokenizerTest.class.getResourceAsStream("tokenizer.json")) {
      Files.createDirectories(folder);
      Files.copy(file, folder.resolve("tokenizer.json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
