package io.deltatune.bench.compare;

import io.deltatune.bench.Arguments;
import io.deltatune.bench.Mains;
import io.deltatune.bench.MemoryPeak;
import io.deltatune.bench.ProcessMemory;
import io.deltatune.core.chat.EncodedConversation;
import io.deltatune.core.config.Resolved;
import io.deltatune.core.config.Settings;
import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.core.recipe.Recipes;
import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.model.engine.ComputePrecision;
import io.deltatune.model.engine.EngineProcess;
import io.deltatune.model.run.BaseModel;
import io.deltatune.model.run.ExampleEncoder;
import io.deltatune.model.run.TrainingRows;
import io.deltatune.model.run.TrainingRun;
import io.deltatune.model.train.ReferenceStore;
import io.deltatune.model.train.StepMetrics;
import io.deltatune.model.train.TrainingExample;
import io.deltatune.model.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Does one {@link TrainingWork} in this process, as {@code deltatune train} does it, beside {@code
 * reference/peer_training.py}.
 *
 * <pre>OurTraining --work FILE --model FOLDER --out FILE [--threads N] [--precision auto]
 *     [--recipe KEY=VALUE,KEY=VALUE]</pre>
 */
public final class OurTraining implements TrainingListener {
  private final TrainingWork work;
  private final List<Double> steps = new ArrayList<>();
  private final List<Double> losses = new ArrayList<>();
  private long begun;
  private long last;

  private OurTraining(TrainingWork work) {
    this.work = work;
  }

  public static void main(String[] arguments) {
    Mains.run(
        () -> {
          Arguments given =
              Arguments.of(arguments, "work", "model", "out", "threads", "precision", "recipe");
          new OurTraining(TrainingWork.read(Path.of(given.required("work")))).run(given);
        });
  }

  private void run(Arguments given) throws IOException {
    EngineProcess.useThreads(given.number("threads", 2));
    Resolved<TrainRecipe> recipe = recipe(given);
    try (MemoryPeak watch = MemoryPeak.start();
        BaseModel base = BaseModel.open(recipe.recipe().model())) {
      TrainingRun run =
          new TrainingRun(
              recipe,
              base,
              rows(new ExampleEncoder(base.tokenizer(), recipe.recipe())),
              ComputePrecision.forProducts(recipe.recipe().model().precision()));
      Path folder = Files.createTempDirectory("our-training");
      TrainingRun.Outcome outcome = run.run(folder, ReferenceStore.NONE, this::start, this);
      outcome.requireComplete(folder);
      ProcessMemory most = watch.largest();
      long peak = ProcessMemory.now().peak();
      new Outcome(
              figures(),
              null,
              null,
              new Outcome.Memory(peak, peak, most.anonymous(), most.file()),
              "Java " + Runtime.version() + ", " + run.precision().label())
          .write(Path.of(given.required("out")));
    }
  }

  private Resolved<TrainRecipe> recipe(Arguments given) throws IOException {
    Path file = Files.createTempFile("training", ".yaml");
    Files.writeString(
        file,
        """
        model: {path: '%s', precision: %s}
        data: {file: '%s', order: file, validation: null}
        adapter: {rank: 16, alpha: 32}
        objective: {type: %s}
        batch: {size: %d, max_length: %d, group_by_length: false}
        run: {checkpoint_every: 0}
        """
            .formatted(
                given.required("model"),
                given.value("precision").orElse("auto"),
                given.required("work"),
                work.objective(),
                work.batch(),
                work.maxLength()));
    return Recipes.read(
        TrainRecipe.class,
        file,
        Settings.parse(
            given
                .value("recipe")
                .map(settings -> List.of(settings.split(",", -1)))
                .orElse(List.of())));
  }

  private TrainingRows rows(ExampleEncoder encoder) {
    List<TrainingExample> examples = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (TrainingWork.TokenRow row : work.rows()) {
      names.add("row " + names.size());
      examples.add(
          (row.inputIds() == null
                  ? encoder.pairOfIds(row.promptIds(), row.chosenIds(), row.rejectedIds())
                  : encoder.conversation(allLabelled(row.inputIds())))
              .orElseThrow());
    }
    return new TrainingRows(examples, List.of(), names, List.of(), work.name());
  }

  private static EncodedConversation allLabelled(int[] ids) {
    boolean[] labelled = new boolean[ids.length];
    Arrays.fill(labelled, true);
    return new EncodedConversation(ids, labelled);
  }

  /** The first work that is told of begins the time: that of the reference, where it is asked. */
  private Progress start(String label, String unit, long total) {
    last = System.nanoTime();
    begun = begun == 0 ? last : begun;
    return ProgressReporter.SILENT.start(label, unit, total);
  }

  @Override
  public void step(StepMetrics metrics) {
    long now = System.nanoTime();
    steps.add((now - last) / 1e9);
    last = now;
    losses.add(metrics.loss());
  }

  private Map<String, Double> figures() {
    Map<String, Double> figures = new LinkedHashMap<>();
    double all = (last - begun) / 1e9;
    figures.put("rows/s", work.rows().size() / all);
    // The first step warms up.
    double[] sorted = steps.stream().skip(1).mapToDouble(Double::doubleValue).sorted().toArray();
    figures.put("step s", sorted[sorted.length / 2]);
    figures.put("first loss", losses.get(0));
    figures.put("last loss", losses.get(losses.size() - 1));
    return figures;
  }
}
