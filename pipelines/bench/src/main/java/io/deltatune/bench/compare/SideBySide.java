package io.deltatune.bench.compare;

import io.deltatune.bench.Arguments;
import io.deltatune.bench.Machine;
import io.deltatune.bench.Mains;
import io.deltatune.bench.RandomCheckpoint;
import io.deltatune.bench.Shape;
import io.deltatune.bench.TextTable;
import io.deltatune.bench.compare.ResultsFile.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Runs the reference and this product on the same machine, weights and prompts, one process after
 * the other, prints the ratios and appends them to a file.
 *
 * <pre>SideBySide --reference VENV [--shape 270m] [--model FOLDER] [--modes mapped,copied]
 *     [--only batch1,mixed,one-batch,mmlu,hellaswag] [--threads 2] [--repeat N]
 *     [--realdata FOLDER]
 *     [--cache FOLDER] [--results FILE] [--scripts FOLDER]</pre>
 */
public final class SideBySide {
  private final Arguments given;
  private final Sides sides;
  private final List<String> modes;
  private final List<Row> rows = new ArrayList<>();
  private final Map<String, Outcome> ours = new HashMap<>();
  private final TextTable table =
      TextTable.of("work", "figure", "mode", "ours", "peer", "ratio", "goal", "");
  private boolean agrees = true;

  private SideBySide(Arguments given, Sides sides) {
    this.given = given;
    this.sides = sides;
    this.modes = given.list("modes", "mapped,copied");
  }

  public static void main(String[] arguments) {
    Mains.run(
        () -> {
          Arguments given =
              Arguments.of(
                  arguments,
                  "reference",
                  "shape",
                  "model",
                  "modes",
                  "only",
                  "threads",
                  "repeat",
                  "realdata",
                  "cache",
                  "results",
                  "scripts");
          Shape shape = Shape.of(given.value("shape").orElse("270m"));
          Path cache = given.path("cache").orElse(Path.of("pipelines/bench/target/checkpoints"));
          Path model = given.path("model").orElseGet(() -> RandomCheckpoint.cached(shape, cache));
          new SideBySide(given, Sides.of(given, model)).run(shape);
        });
  }

  private void run(Shape shape) throws IOException, InterruptedException {
    Optional<Path> realData = given.path("realdata").filter(Files::isDirectory);
    List<String> only = given.list("only", "batch1,mixed,one-batch,mmlu,hellaswag");
    System.out.println(Machine.description() + ", shape " + shape.label());
    for (Workload work : Workloads.all(shape.config().vocabularySize(), realData)) {
      if (only.contains(work.name())) {
        compare(work.repeated(given.number("repeat", work.repeat())));
      }
    }
    System.out.println();
    System.out.print(table);
    System.out.println(agrees ? "Both sides computed the same." : "The sides disagree, see above.");
    Path results = given.path("results").orElse(Path.of("pipelines/bench/results.csv"));
    new ResultsFile(results)
        .append(LocalDate.now(ZoneOffset.UTC), Machine.description(), shape.label(), rows);
    System.out.println("appended to " + results);
  }

  private void compare(Workload work) throws IOException, InterruptedException {
    Outcome peer = sides.peer(work);
    System.out.printf(
        Locale.ROOT, "%s: peer %s %s%n", work.name(), peer.figures(), peer.versions());
    for (String mode : modes) {
      Outcome mine = ours.get(Workloads.sameAs(work.name()) + mode);
      if (mine == null) {
        mine = sides.ours(work, mode);
        ours.put(work.name() + mode, mine);
      }
      Agreement agreement = Agreement.of(mine, peer);
      agrees &= agreement.agrees();
      System.out.printf(
          Locale.ROOT,
          "%s: ours, %s, %s: %s%n",
          work.name(),
          mode,
          mine.figures(),
          agreement.summary());
      agreement.disagreements().stream().limit(5).forEach(line -> System.out.println("  " + line));
      report(work, mode, mine, peer);
    }
  }

  private void report(Workload work, String mode, Outcome mine, Outcome peer) {
    for (Map.Entry<String, Double> figure : peer.figures().entrySet()) {
      double value = mine.figures().getOrDefault(figure.getKey(), Double.NaN);
      row(work, mode, figure.getKey(), value, figure.getValue(), "");
    }
    double mebi = 1 << 20;
    String parts =
        String.format(
            Locale.ROOT,
            "ours: anonymous %.0f, files %.0f",
            mine.memory().anonymous() / mebi,
            mine.memory().file() / mebi);
    row(work, mode, "peak MiB", mine.memory().peak() / mebi, peer.memory().peak() / mebi, parts);
    row(
        work,
        mode,
        "peak MiB after opening",
        mine.memory().workingPeak() / mebi,
        peer.memory().workingPeak() / mebi,
        "");
  }

  private void row(
      Workload work, String mode, String figure, double mine, double peer, String note) {
    Row row = new Row(mode, work.name() + " " + figure, mine, peer);
    rows.add(row);
    table.row(
        work.name(),
        figure,
        mode,
        String.format(Locale.ROOT, "%.2f", mine),
        String.format(Locale.ROOT, "%.2f", peer),
        String.format(Locale.ROOT, "%.2f", row.ratio()),
        Workloads.goal(work.name(), figure),
        note);
  }
}
