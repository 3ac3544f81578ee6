package io.deltatune.core.sample;

/**
 * How much sample data to write, and from which seed.
 *
 * @param newRows rows of the demo's data set of families that the sample model has not seen
 * @param knownRows rows of the demo's data set of families that it has seen, about other facts
 * @param brokenRows whether the demo's data set gets its few unusable rows
 * @param preferencePairs rows of the preference data
 * @param pretrainRows rows of the corpus that the sample model is trained on
 * @param heldOutRows rows of the same families about facts that the corpus does not hold
 * @param vocabularySize entries of the sample model's tokenizer at most
 */
public record SampleSettings(
    long seed,
    int newRows,
    int knownRows,
    boolean brokenRows,
    int preferencePairs,
    int pretrainRows,
    int heldOutRows,
    int vocabularySize) {
  /** The entries that control and byte tokens alone take. */
  public static final int SMALLEST_VOCABULARY = GemmaControlTokens.FIRST_PIECE;

  public SampleSettings {
    requireNotNegative("newRows", newRows);
    requireNotNegative("knownRows", knownRows);
    requireNotNegative("preferencePairs", preferencePairs);
    requireNotNegative("pretrainRows", pretrainRows);
    requireNotNegative("heldOutRows", heldOutRows);
    if (vocabularySize < GemmaControlTokens.FIRST_PIECE) {
      throw new IllegalArgumentException(
          "vocabularySize is "
              + vocabularySize
              + ", but control and byte tokens alone take "
              + GemmaControlTokens.FIRST_PIECE);
    }
  }

  /** The amounts of {@code conf/sample/sample-data.yaml}. */
  public static SampleSettings standard() {
    return new SampleSettings(42, 2_400, 600, true, 600, 36_000, 400, 2_000);
  }

  public SampleSettings withSeed(long other) {
    return new SampleSettings(
        other,
        newRows,
        knownRows,
        brokenRows,
        preferencePairs,
        pretrainRows,
        heldOutRows,
        vocabularySize);
  }

  private static void requireNotNegative(String name, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " is " + value + ", it must not be negative");
    }
  }
}
