package io.deltatune.core.recipe;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The kinds of recipe: one record and one folder of {@code conf/} each. */
public enum RecipeKind {
  INGEST(IngestRecipe.class, "ingest", List.of("sources", "quality")),
  TRAIN(TrainRecipe.class, "train", List.of("objective", "optimiser", "schedule", "batch")),
  GENERATE(GenerateRecipe.class, "generate", List.of("decoding")),
  EVALUATE(EvaluateRecipe.class, "evaluate", List.of("generations", "metrics")),
  PIPELINE(PipelineRecipe.class, "pipelines", List.of("stages")),
  SAMPLE(SampleRecipe.class, "sample", List.of("sample_data"));

  private final Class<? extends Record> type;
  private final String folder;

  @SuppressWarnings("ImmutableEnumChecker") // only ever a List.of
  private final List<String> ownKeys;

  RecipeKind(Class<? extends Record> type, String folder, List<String> ownKeys) {
    this.type = type;
    this.folder = folder;
    this.ownKeys = ownKeys;
  }

  /** The record that such a recipe is read into. */
  public Class<? extends Record> type() {
    return type;
  }

  /** The folder of {@code conf/} that holds such recipes. */
  public String folder() {
    return folder;
  }

  /** The kind's name, for people. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind whose folder has this name. */
  static Optional<RecipeKind> ofFolder(String name) {
    return Arrays.stream(values()).filter(kind -> kind.folder.equals(name)).findFirst();
  }

  /** The kind that alone has one of these keys. */
  static Optional<RecipeKind> ofKeys(List<String> keys) {
    return Arrays.stream(values())
        .filter(kind -> kind.ownKeys.stream().anyMatch(keys::contains))
        .findFirst();
  }
}
