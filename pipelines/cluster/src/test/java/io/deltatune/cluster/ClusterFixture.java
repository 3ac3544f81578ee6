package io.deltatune.cluster;

import io.deltatune.cluster.generate.GenerateJob;
import io.deltatune.cluster.generate.GenerateReport;
import io.deltatune.cluster.train.TrainJob;
import io.deltatune.cluster.train.TrainReport;
import io.deltatune.core.config.InputFiles;
import io.deltatune.core.config.Resolved;
import io.deltatune.core.config.Settings;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.core.recipe.GenerateRecipe;
import io.deltatune.core.recipe.IngestRecipe;
import io.deltatune.core.recipe.Recipes;
import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.core.sample.SampleData;
import io.deltatune.core.sample.SampleSettings;
import io.deltatune.data.ingest.IngestServices;
import io.deltatune.data.ingest.Ingestion;
import io.deltatune.data.ingest.Ingestion.Scope;
import io.deltatune.data.ingest.RunStamp;
import io.deltatune.data.session.SparkSessions;
import io.deltatune.data.table.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;

/**
 * A warehouse with a little sample data, and the sample model: what the tests of jobs start from.
 */
public final class ClusterFixture {
  static final Path MODEL = Path.of(System.getProperty("deltatune.home"), "samples", "model");

  private final Path folder;
  private final Warehouse warehouse;

  private ClusterFixture(Path folder, Warehouse warehouse) {
    this.folder = folder;
    this.warehouse = warehouse;
  }

  /** The one session of the test process. */
  public static SparkSession spark() {
    SparkSessions.logTo(
        Path.of("target", "spark-test-" + System.getProperty("surefire.forkNumber") + ".log"));
    return SparkSessions.open("cluster tests", Map.of("spark.master", "local[2]"));
  }

  /** A new warehouse in the folder, with about 300 ingested examples. */
  static ClusterFixture ingested(Path folder) throws IOException {
    ClusterFixture fixture =
        new ClusterFixture(folder, Warehouse.open(spark(), folder.resolve("wh").toString()));
    Path data = folder.resolve("data");
    SampleData.write(data, new SampleSettings(7, 300, 20, false, 0, 0, 0, 600));
    Path pairs = Files.write(data.resolve("pairs.jsonl"), pairs());
    Resolved<IngestRecipe> recipe =
        fixture.read(
            IngestRecipe.class,
            "sources: [{name: sample, path: '"
                + data.resolve(SampleData.DEMO)
                + "'}, {name: pairs, path: '"
                + pairs
                + "', shape: preference}]\n"
                + "split: {seed: 1, validation: 0.1, test: 0.1}\n");
    new Ingestion(fixture.warehouse, ProgressReporter.SILENT, IngestServices.NONE)
        .run(recipe.recipe(), new RunStamp(recipe.hash(), recipe.yaml(), "test"), Scope.ALL);
    return fixture;
  }

  /** Eighty questions of random words with a better and a worse answer. */
  private static List<String> pairs() {
    Random random = new Random(11);
    return IntStream.range(0, 80)
        .mapToObj(
            i ->
                "{\"prompt\": \"%s?\", \"chosen\": \"a %s\", \"rejected\": \"the %s\"}"
                    .formatted(words(random), words(random), words(random)))
        .toList();
  }

  private static String words(Random random) {
    return IntStream.range(0, 6)
        .mapToObj(i -> random.ints(5, 'a', 'z' + 1).mapToObj(Character::toString))
        .map(letters -> letters.collect(Collectors.joining()))
        .collect(Collectors.joining(" "));
  }

  /** Trains an adapter of rank 4 on the pairs for some steps. */
  TrainReport prefer(String name, int steps) throws IOException {
    Resolved<TrainRecipe> recipe =
        read(
            TrainRecipe.class,
            """
            model: {path: '%s', precision: fp32, threads: 1}
            data: {where: source = 'pairs', validation: {limit: 4}}
            adapter: {rank: 4, alpha: 8}
            objective: {type: dpo, loss: sigmoid, beta: 0.5}
            optimiser: {learning_rate: 5.0e-3}
            batch: {size: 4, max_length: 128}
            run: {epochs: 4, max_steps: %d, evaluate_every: 0}
            output: {name: %s, merge: bf16}
            """
                .formatted(MODEL, steps, name));
    return new TrainJob(warehouse, recipe, ProgressReporter.SILENT, () -> false).run();
  }

  Warehouse warehouse() {
    return warehouse;
  }

  /** Trains an adapter of rank 4 on the sample model for some steps. */
  TrainReport train(String name, int steps, BooleanSupplier interrupted) throws IOException {
    Resolved<TrainRecipe> recipe =
        read(
            TrainRecipe.class,
            """
            model: {path: '%s', precision: fp32, threads: 1}
            data: {validation: {limit: 20}}
            adapter: {rank: 4, alpha: 8}
            optimiser: {learning_rate: 5.0e-3}
            schedule: {type: cosine, warmup_steps: 2}
            batch: {size: 8, max_length: 128}
            run: {epochs: 4, max_steps: %d, checkpoint_every: 2, evaluate_every: 0}
            output: {name: %s}
            """
                .formatted(MODEL, steps, name));
    return new TrainJob(warehouse, recipe, ProgressReporter.SILENT, interrupted).run();
  }

  /** Answers the first ten held-out prompts; {@code more} are further lines of the recipe. */
  GenerateReport generate(String name, String more) throws IOException {
    return generate(name, "{max_new_tokens: 24, batch_size: 4}", more);
  }

  /** Answers the first ten held-out prompts in a way of decoding. */
  GenerateReport generate(String name, String decoding, String more) throws IOException {
    Resolved<GenerateRecipe> recipe =
        read(
            GenerateRecipe.class,
            """
            model: {path: '%s', precision: fp32, threads: 1}
            data: {split: test, limit: 10}
            decoding: %s
            output: {name: %s}
            %s
            """
                .formatted(MODEL, decoding, name, more));
    return new GenerateJob(warehouse, recipe, ProgressReporter.SILENT).run();
  }

  /** A recipe from its text. */
  <R extends Record> Resolved<R> read(Class<R> type, String yaml) throws IOException {
    Path file = Files.writeString(Files.createTempFile(folder, "recipe", ".yaml"), yaml);
    return Recipes.read(type, file, Settings.NONE, InputFiles.MUST_EXIST);
  }
}
