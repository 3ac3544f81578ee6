package io.deltatune.jobs.work;

import io.deltatune.cluster.select.ExampleSelection;
import io.deltatune.core.config.InputPath;
import io.deltatune.core.recipe.EvaluateRecipe;
import io.deltatune.core.recipe.GenerateRecipe;
import io.deltatune.core.recipe.IngestRecipe;
import io.deltatune.core.recipe.SampleRecipe;
import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.data.row.ExampleRow;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.tokenizer.GemmaTokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a recipe would do, in words, as far as the tables and files that are there tell. */
final class Plan {
  private static final String LATER = "not known yet: an earlier job makes it";

  private final Warehouse warehouse;

  Plan(Workshop workshop) {
    this.warehouse = workshop.warehouse();
  }

  /** A line for each thing that is worth knowing. */
  List<String> lines(Record recipe) {
    if (recipe instanceof TrainRecipe train) {
      return train(train);
    }
    if (recipe instanceof GenerateRecipe generate) {
      return generate(generate);
    }
    if (recipe instanceof IngestRecipe ingest) {
      return ingest.sources().stream()
          .map(source -> line("reads", source.name() + ": " + source.path().resolved()))
          .toList();
    }
    if (recipe instanceof EvaluateRecipe evaluate) {
      return List.of(
          line("compares", String.join(", ", evaluate.generations())),
          line(
              "metrics",
              evaluate.metrics().stream()
                  .map(metric -> metric.name().toLowerCase(Locale.ROOT))
                  .collect(Collectors.joining(", "))));
    }
    return recipe instanceof SampleRecipe sample
        ? List.of(line("writes", sample.output().path().path().toString()))
        : List.of();
  }

  private List<String> train(TrainRecipe recipe) {
    TrainRecipe.Data data = recipe.data();
    Optional<List<ExampleRow>> rows =
        rows(
            new ExampleSelection(
                data.table(),
                data.where(),
                data.split(),
                data.limit(),
                data.order(),
                recipe.run().seed()));
    Optional<Gemma3Config> config = config(recipe.model().path());
    List<String> lines = new ArrayList<>();
    lines.add(line("rows", rows.map(list -> Integer.toString(list.size())).orElse(LATER)));
    lines.add(line("tokens", tokens(recipe, rows)));
    rows.ifPresent(list -> lines.add(line("steps", steps(recipe, list.size()))));
    lines.add(line("model", config.map(Plan::parameters).orElse(LATER)));
    config.ifPresent(
        shape -> {
          MemoryEstimate memory = MemoryEstimate.of(shape, recipe);
          lines.add(line("trains", memory.trained() + " parameters"));
          lines.add(line("memory", "about " + memory.words()));
        });
    return lines;
  }

  private List<String> generate(GenerateRecipe recipe) {
    GenerateRecipe.Data data = recipe.data();
    Optional<List<ExampleRow>> rows =
        rows(
            new ExampleSelection(
                data.table(), data.where(), data.split(), data.limit(), data.order(), 0));
    int most = recipe.decoding().maxNewTokens();
    Optional<Gemma3Config> config = config(recipe.model().path());
    return List.of(
        line("rows", rows.map(list -> Integer.toString(list.size())).orElse(LATER)),
        line(
            "tokens",
            rows.map(list -> "at most " + (long) list.size() * most + " new ones").orElse(LATER)),
        line("model", config.map(Plan::parameters).orElse(LATER)),
        line(
            "memory",
            config
                .map(shape -> "about " + MemoryEstimate.of(shape, recipe).words())
                .orElse(LATER)));
  }

  private Optional<List<ExampleRow>> rows(ExampleSelection selection) {
    return warehouse.exists(Tables.INSTRUCTION_EXAMPLES)
        ? Optional.of(selection.rows(warehouse))
        : Optional.empty();
  }

  private static String tokens(TrainRecipe recipe, Optional<List<ExampleRow>> rows) {
    InputPath model = recipe.model().path();
    int maxLength = recipe.batch().maxLength();
    if (rows.isEmpty() || !Files.exists(model.path().resolve("tokenizer.json"))) {
      return LATER;
    }
    try (GemmaTokenizer tokenizer =
        GemmaTokenizer.open(model.path(), recipe.model().chatTemplate())) {
      long total = 0;
      long longest = 0;
      for (ExampleRow row : rows.get()) {
        int length = tokenizer.encode(row.toExample().conversation()).length();
        total += Math.min(length, maxLength);
        longest = Math.max(longest, length);
      }
      String cut = longest > maxLength ? "; what is longer than " + maxLength + " is cut" : "";
      return total + " an epoch, the longest row " + longest + cut;
    }
  }

  private static String steps(TrainRecipe recipe, int rows) {
    int perStep = recipe.batch().size() * recipe.batch().gradientAccumulation();
    long full = (long) ((rows + perStep - 1) / perStep) * recipe.run().epochs();
    return Long.toString(Math.min(full, recipe.run().maxSteps().orElse(Integer.MAX_VALUE)));
  }

  private static Optional<Gemma3Config> config(InputPath model) {
    Path folder = model.path();
    return Files.exists(folder.resolve("config.json"))
        ? Optional.of(Gemma3Config.read(folder))
        : Optional.empty();
  }

  private static String parameters(Gemma3Config config) {
    return config.parameters() + " parameters, " + config.layers() + " layers";
  }

  private static String line(String name, String text) {
    return String.format(Locale.ROOT, "   %-9s%s", name, text);
  }
}
