package io.deltatune.bench;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.gemma3.Gemma3Config.Rope;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Shapes of Gemma 3's text models, as published, and a tiny one for tests (huggingface/transformers
 * {@code models/gemma3/convert_gemma3_weights.py}).
 */
public enum Shape {
  TINY("tiny", 1024, 64, 128, 6, 4, 2, 32, 64, 1024, 1),
  M270("270m", 262_144, 640, 2048, 18, 4, 1, 256, 512, 32_768, 1),
  B1("1b", 262_144, 1152, 6912, 26, 4, 1, 256, 512, 32_768, 1),
  B4("4b", 262_208, 2560, 10_240, 34, 8, 4, 256, 1024, 131_072, 8);

  private static final int PATTERN = 6;

  private final String label;

  @SuppressWarnings("ImmutableEnumChecker") // a record of values
  private final Gemma3Config config;

  Shape(
      String label,
      int vocabulary,
      int hidden,
      int intermediate,
      int layers,
      int heads,
      int keyValueHeads,
      int headDimension,
      int window,
      int positions,
      double globalFactor) {
    this.label = label;
    List<Boolean> sliding =
        IntStream.range(0, layers).mapToObj(layer -> (layer + 1) % PATTERN != 0).toList();
    this.config =
        new Gemma3Config(
            vocabulary,
            hidden,
            intermediate,
            layers,
            heads,
            keyValueHeads,
            headDimension,
            headDimension,
            window,
            positions,
            1e-6,
            new Rope(10_000, 1),
            new Rope(1_000_000, globalFactor),
            sliding,
            true,
            0.02);
  }

  /** The name on the command line: {@code 270m}. */
  public String label() {
    return label;
  }

  /** The shape in full. */
  public Gemma3Config config() {
    return config;
  }

  /**
   * The shape of a name.
   *
   * @throws UserError if there is none
   */
  public static Shape of(String label) {
    return Arrays.stream(values())
        .filter(shape -> shape.label.equals(label.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    ErrorCode.CONFIG,
                    "there is no shape '" + label + "'",
                    "the shapes are "
                        + Arrays.stream(values())
                            .map(Shape::label)
                            .collect(Collectors.joining(", ")),
                    "give one of them"));
  }
}
