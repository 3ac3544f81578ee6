package io.deltatune.jobs.work;

import io.deltatune.cluster.select.ExampleSelection;
import io.deltatune.core.config.InputPath;
import io.deltatune.core.recipe.EvaluateRecipe;
import io.deltatune.core.recipe.GenerateRecipe;
import io.deltatune.core.recipe.IngestRecipe;
import io.deltatune.core.recipe.SampleRecipe;
import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.core.recipe.ingest.Source;
import io.deltatune.core.recipe.train.ObjectiveType;
import io.deltatune.core.statistics.LengthDistribution;
import io.deltatune.core.statistics.LengthDistribution.Bucket;
import io.deltatune.data.row.ExampleRow;
import io.deltatune.data.row.TokenStatisticRow;
import io.deltatune.data.statistics.TokenCounts;
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
      return ingest(ingest);
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

  private List<String> ingest(IngestRecipe recipe) {
    List<String> lines = new ArrayList<>();
    for (Source source : recipe.sources()) {
      lines.add(line("reads", source.name() + ": " + source.path().resolved()));
    }
    List<String> names = recipe.sources().stream().map(Source::name).toList();
    for (TokenStatisticRow row : new TokenCounts(warehouse).latest(names)) {
      if (row.recommendedMaximum() != null) {
        lines.addAll(counted(row));
      }
    }
    return lines;
  }

  private static List<String> counted(TokenStatisticRow row) {
    List<String> lines = new ArrayList<>();
    String over =
        row.maximum() == null
            ? ""
            : ", " + Lengths.share(row.rowsOver(), row.rows()) + " over " + row.maximum();
    lines.add(
        line(
            "lengths",
            String.format(
                Locale.ROOT,
                "%s, %s of %s: %d rows, %d tokens; 50 %% up to %d, 99 %% up to %d, the longest"
                    + " %d%s; maximum for 99 %%: %d",
                row.source(),
                row.split(),
                row.tableName(),
                row.rows(),
                row.tokens(),
                row.p50(),
                row.p99(),
                row.longest(),
                over,
                row.recommendedMaximum())));
    List<Bucket> buckets =
        row.histogram().stream()
            .map(bucket -> new Bucket(bucket.above(), bucket.upTo(), bucket.rows()))
            .toList();
    Lengths.histogram(buckets).forEach(bucket -> lines.add(line("", bucket)));
    return lines;
  }

  private List<String> train(TrainRecipe recipe) {
    Optional<Gemma3Config> config = config(recipe.model().path());
    List<String> lines = new ArrayList<>();
    lines.addAll(trained(recipe));
    lines.add(line("model", config.map(Plan::parameters).orElse(LATER)));
    config.ifPresent(
        shape -> {
          MemoryEstimate memory = MemoryEstimate.of(shape, recipe);
          lines.add(line("trains", memory.trained() + " parameters"));
          lines.add(line("memory", "about " + memory.words()));
        });
    return lines;
  }

  /** The rows to train on; conversations are counted in tokens, too. */
  private List<String> trained(TrainRecipe recipe) {
    TrainRecipe.Data data = recipe.data();
    if (data.file().isPresent()) {
      return List.of(line("rows", "those of " + data.file().get().written()));
    }
    if (recipe.objective().type() != ObjectiveType.SFT) {
      return List.of(line("rows", "those of the table " + recipe.table()));
    }
    Optional<List<ExampleRow>> rows =
        rows(
            new ExampleSelection(
                recipe.table(),
                data.where(),
                data.split(),
                data.limit(),
                data.order(),
                recipe.run().seed()));
    List<String> lines = new ArrayList<>();
    lines.add(line("rows", rows.map(list -> Integer.toString(list.size())).orElse(LATER)));
    lines.addAll(tokens(recipe, rows));
    rows.ifPresent(list -> lines.add(line("steps", steps(recipe, list.size()))));
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

  private static List<String> tokens(TrainRecipe recipe, Optional<List<ExampleRow>> rows) {
    InputPath model = recipe.model().path();
    if (rows.isEmpty() || !Files.exists(model.path().resolve("tokenizer.json"))) {
      return List.of(line("tokens", LATER));
    }
    try (GemmaTokenizer tokenizer =
        GemmaTokenizer.open(model.path(), recipe.model().chatTemplate())) {
      LengthDistribution lengths = new LengthDistribution();
      LengthDistribution kept = new LengthDistribution();
      int maxLength = recipe.batch().maxLength();
      for (ExampleRow row : rows.get()) {
        int length = tokenizer.encode(row.toExample().conversation()).length();
        lengths.add(length, 1);
        kept.add(Math.min(length, maxLength), 1);
      }
      List<String> lines = new ArrayList<>();
      lines.add(line("tokens", kept.tokens() + " an epoch, the longest row " + lengths.maximum()));
      lines.addAll(lengths(lengths, maxLength));
      return lines;
    }
  }

  /** How long rows are, and what a maximum does to them. */
  private static List<String> lengths(LengthDistribution lengths, int maximum) {
    List<String> lines = new ArrayList<>();
    lines.add(
        line(
            "lengths",
            String.format(
                Locale.ROOT,
                "50 %% of the rows up to %d, 90 %% up to %d, 99 %% up to %d tokens",
                lengths.percentile(50),
                lengths.percentile(90),
                lengths.percentile(99))));
    Lengths.histogram(lengths.histogram()).forEach(bucket -> lines.add(line("", bucket)));
    long over = lengths.longerThan(maximum);
    String cut =
        over == 0
            ? "no row is longer than max_length: " + maximum
            : over
                + " rows ("
                + Lengths.share(over, lengths.rows())
                + ") are longer than max_length: "
                + maximum
                + " and are cut";
    lines.add(
        line(
            "maximum",
            cut
                + "; "
                + lengths.recommendedMaximum(TokenStatisticRow.HELD, TokenStatisticRow.MULTIPLE)
                + " would hold "
                + TokenStatisticRow.HELD
                + " %"));
    return lines;
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
