package io.deltatune.benchspark.similarity;

import io.deltatune.bench.Arguments;
import io.deltatune.bench.Mains;
import io.deltatune.bench.TextTable;
import io.deltatune.benchspark.ResultsFile;
import io.deltatune.benchspark.rows.GenerateRows;
import io.deltatune.cluster.CodeVersion;
import io.deltatune.core.config.Resolved;
import io.deltatune.core.config.Settings;
import io.deltatune.core.normalise.RowNormalizer;
import io.deltatune.core.normalise.RowResult;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.core.recipe.IngestRecipe;
import io.deltatune.core.recipe.PipelineRecipe.Job;
import io.deltatune.core.recipe.Recipes;
import io.deltatune.core.recipe.ingest.Duplicates;
import io.deltatune.core.similarity.Signer;
import io.deltatune.data.session.SparkSessions;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import io.deltatune.jobs.pipeline.StageContext;
import io.deltatune.jobs.pipeline.StageJobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Ingests generated rows and two {@linkplain Crowd crowds} with near duplicates removed, all else
 * by the defaults, and compares what the table of duplicates says with all pairs of the same
 * examples.
 *
 * <pre>NearDuplicates --out FOLDER [--rows 20000] [--crowd 1000] [--seed 42] [--results FILE]</pre>
 */
public final class NearDuplicates {
  private static final String GENERATED = "generated";

  private final Path folder;
  private final Map<String, Path> files = new LinkedHashMap<>();

  private NearDuplicates(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] arguments) {
    Mains.run(
        () -> {
          Arguments given = Arguments.of(arguments, "out", "rows", "crowd", "seed", "results");
          Path folder = Files.createDirectories(Path.of(given.required("out")).toAbsolutePath());
          new NearDuplicates(folder).run(given);
        });
  }

  private void run(Arguments given) throws IOException {
    GenerateRows.write(folder, given.number("rows", 20_000), given.number("seed", 42));
    files.put(GENERATED, folder.resolve("rows/rows-00000.jsonl"));
    for (Crowd crowd : Crowd.values()) {
      files.put(crowd.label(), folder.resolve(crowd.label() + ".jsonl"));
      crowd.write(files.get(crowd.label()), given.number("crowd", 1000));
    }
    Resolved<IngestRecipe> recipe =
        Recipes.read(
            IngestRecipe.class,
            Files.writeString(folder.resolve("near.yaml"), recipe()),
            Settings.NONE);
    Map<String, Map<Long, Long>> removed = ingest(recipe);
    for (Map.Entry<String, Path> source : files.entrySet()) {
      Map<String, Double> figures =
          new Agreement(
                  examples(source.getValue()),
                  removed.getOrDefault(source.getKey(), Map.of()),
                  recipe.recipe().duplicates().threshold())
              .figures();
      TextTable table = TextTable.of(source.getKey(), "value");
      figures.forEach((name, value) -> table.row(name, String.format(Locale.ROOT, "%.4f", value)));
      System.out.print(table);
      if (given.path("results").isPresent()) {
        new ResultsFile(given.path("results").get())
            .append("near duplicates " + source.getKey(), figures);
      }
    }
  }

  private String recipe() {
    StringBuilder recipe = new StringBuilder("sources:\n");
    files.forEach(
        (name, file) -> recipe.append("  - {name: %s, path: '%s'}%n".formatted(name, file)));
    return recipe
        .append("quality: {max_characters: 1000000}\n")
        .append("duplicates: {near: remove}\n")
        .toString();
  }

  /** The lines of each source that were left out as near duplicates, with the line kept. */
  private Map<String, Map<Long, Long>> ingest(Resolved<IngestRecipe> recipe) throws IOException {
    SparkSessions.logTo(Path.of("pipelines/bench-spark/target/near-duplicates.log"));
    Map<String, Map<Long, Long>> removed = new TreeMap<>();
    try (SparkSession spark =
        SparkSessions.open("near duplicates", Map.of("spark.master", "local[2]"))) {
      Warehouse warehouse =
          Warehouse.open(spark, Files.createTempDirectory(folder, "tables").toString());
      StageContext context =
          new StageContext(warehouse, ProgressReporter.SILENT, CodeVersion.current(), () -> false);
      StageJobs.of(Job.INGEST, recipe, context).run();
      for (Row row :
          warehouse
              .readOrEmpty(Tables.DUPLICATES)
              .where("kind = 'near' AND source = kept_source")
              .select("source", "line", "kept_line")
              .collectAsList()) {
        removed
            .computeIfAbsent(row.getString(0), unseen -> new TreeMap<>())
            .put(row.getLong(1), row.getLong(2));
      }
    }
    return removed;
  }

  /** The compared text of each different example, by the line of its first row. */
  private static SortedMap<Long, String> examples(Path file) throws IOException {
    RowNormalizer normalizer = new RowNormalizer(GENERATED, RowNormalizer.AUTO, RowNormalizer.AUTO);
    SortedMap<Long, String> examples = new TreeMap<>();
    Set<String> ids = new HashSet<>();
    List<String> rows = Files.readAllLines(file);
    for (int row = 0; row < rows.size(); row++) {
      RowResult result = normalizer.normalise(file.toString(), row + 1, rows.get(row));
      if (result instanceof RowResult.Examples made && ids.add(made.examples().get(0).id())) {
        examples.put(
            row + 1L,
            String.join("\n", Signer.texts(made.examples().get(0), Duplicates.Of.EXAMPLE)));
      }
    }
    return examples;
  }
}
