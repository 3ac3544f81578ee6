package io.deltatune.benchspark.ingest;

import io.deltatune.bench.Arguments;
import io.deltatune.bench.Machine;
import io.deltatune.bench.Mains;
import io.deltatune.bench.MemoryPeak;
import io.deltatune.bench.ProcessMemory;
import io.deltatune.bench.TextTable;
import io.deltatune.benchspark.ResultsFile;
import io.deltatune.cluster.CodeVersion;
import io.deltatune.core.config.Resolved;
import io.deltatune.core.config.Settings;
import io.deltatune.core.recipe.IngestRecipe;
import io.deltatune.core.recipe.PipelineRecipe.Job;
import io.deltatune.core.recipe.Recipes;
import io.deltatune.data.row.IngestRunRow;
import io.deltatune.data.session.SparkSessions;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import io.deltatune.jobs.pipeline.StageContext;
import io.deltatune.jobs.pipeline.StageJobs;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * Ingests files as {@code deltatune ingest} does and tells the time of each phase, rows a second
 * and memory. Time counts from the start of the process.
 *
 * <pre>IngestScale --recipe FILE --warehouse FOLDER [--rows FOLDER] [--set KEY=VALUE,KEY=VALUE]
 *     [--cores 2] [--results FILE] [--label NAME]</pre>
 *
 * {@code --rows} is the folder that {@code GenerateRows} wrote: the recipe's only source then.
 */
public final class IngestScale {
  private static final double MEBI = 1 << 20;

  private final Map<String, Double> figures = new LinkedHashMap<>();
  private final HeapAfterCollections heap = HeapAfterCollections.start();

  private IngestScale() {}

  public static void main(String[] arguments) {
    Mains.run(
        () ->
            new IngestScale()
                .run(
                    Arguments.of(
                        arguments,
                        "recipe",
                        "warehouse",
                        "rows",
                        "set",
                        "cores",
                        "results",
                        "label")));
  }

  private void run(Arguments given) throws IOException {
    SparkSessions.logTo(Path.of("pipelines/bench-spark/target/ingest-scale.log"));
    Resolved<IngestRecipe> recipe =
        Recipes.read(
            IngestRecipe.class, Path.of(given.required("recipe")), Settings.parse(settings(given)));
    Phases phases = new Phases();
    try (MemoryPeak memory = MemoryPeak.start();
        SparkSession spark =
            SparkSessions.open(
                "ingest at scale",
                Map.of("spark.master", "local[" + given.number("cores", 2) + "]"))) {
      Warehouse warehouse = Warehouse.open(spark, given.required("warehouse"));
      StageContext context =
          new StageContext(warehouse, phases, CodeVersion.current(), () -> false);
      StageJobs.of(Job.INGEST, recipe, context).run();
      Map<String, Double> seconds = phases.seconds();
      List<IngestRunRow> runs = warehouse.records(Tables.INGEST_RUNS);
      report(runs.get(runs.size() - 1), seconds, memory.largest());
    }
    System.out.println(Machine.description());
    System.out.print(table());
    if (given.path("results").isPresent()) {
      String label = given.value("label").orElse(String.valueOf(figures.get("rows").longValue()));
      new ResultsFile(given.path("results").get()).append("ingest " + label, figures);
    }
  }

  private static List<String> settings(Arguments given) {
    List<String> settings = new ArrayList<>();
    given
        .path("rows")
        .ifPresent(
            rows ->
                settings.add(
                    "sources=[{name: generated, path: '%s'}]"
                        .formatted(rows.resolve("rows").toAbsolutePath())));
    given.value("set").ifPresent(values -> settings.addAll(List.of(values.split(","))));
    return settings;
  }

  private void report(IngestRunRow run, Map<String, Double> phases, ProcessMemory memory) {
    double wall = ManagementFactory.getRuntimeMXBean().getUptime() / 1e3;
    figures.put("rows", (double) run.rowsRead());
    figures.put("kept", (double) run.rowsOut());
    figures.put("quarantined", (double) run.rowsQuarantined());
    figures.put("duplicates", (double) run.rowsDuplicate());
    figures.put("wall s", wall);
    figures.put("rows/s", run.rowsRead() / wall);
    phases.forEach((phase, seconds) -> figures.put("phase " + phase + " s", seconds));
    figures.put("collections s", HeapAfterCollections.seconds());
    figures.put("peak resident MiB", memory.peak() / MEBI);
    figures.put("peak own MiB", memory.anonymous() / MEBI);
    figures.put("heap limit MiB", Runtime.getRuntime().maxMemory() / MEBI);
    figures.put("heap after collections at most MiB", heap.most() / MEBI);
    figures.put("heap after whole collections at most MiB", heap.mostLive() / MEBI);
  }

  private TextTable table() {
    TextTable table = TextTable.of("figure", "value");
    figures.forEach((name, value) -> table.row(name, String.format(Locale.ROOT, "%.1f", value)));
    return table;
  }
}
