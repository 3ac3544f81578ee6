package io.deltatune.bench.compare;

import io.deltatune.bench.Arguments;
import io.deltatune.bench.Machine;
import io.deltatune.bench.Mains;
import io.deltatune.bench.RandomCheckpoint;
import io.deltatune.bench.Shape;
import io.deltatune.bench.TextTable;
import io.deltatune.bench.compare.ResultsFile.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Trains with TRL and PEFT and with this product on the same machine, weights and rows, one process
 * after the other, prints the ratios and appends them to a file.
 *
 * <pre>TrainSideBySide --reference VENV --tokenizer FOLDER [--shape 270m] [--only sft,dpo]
 *     [--steps 4] [--pairs 8] [--threads 2] [--recipe KEY=VALUE,...] [--realdata FOLDER]
 *     [--cache FOLDER] [--results FILE] [--scripts FOLDER]</pre>
 */
public final class TrainSideBySide {
  private static final double SAME = 1e-4;

  private final Arguments given;
  private final Sides sides;
  private final List<Row> rows = new ArrayList<>();
  private final TextTable table = TextTable.of("work", "figure", "ours", "peer", "ratio");

  private TrainSideBySide(Arguments given, Sides sides) {
    this.given = given;
    this.sides = sides;
  }

  public static void main(String[] arguments) {
    Mains.run(
        () -> {
          Arguments given =
              Arguments.of(
                  arguments,
                  "reference",
                  "tokenizer",
                  "shape",
                  "only",
                  "steps",
                  "pairs",
                  "threads",
                  "recipe",
                  "realdata",
                  "cache",
                  "results",
                  "scripts");
          Shape shape = Shape.of(given.value("shape").orElse("270m"));
          Path cache = given.path("cache").orElse(Path.of("pipelines/bench/target/checkpoints"));
          Path model = RandomCheckpoint.cached(shape, cache);
          RandomCheckpoint.copyTokenizer(Path.of(given.required("tokenizer")), model);
          new TrainSideBySide(given, Sides.of(given, model)).run(shape);
        });
  }

  private void run(Shape shape) throws IOException, InterruptedException {
    System.out.println(Machine.description() + ", shape " + shape.label());
    int vocabulary = shape.config().vocabularySize();
    List<String> only = given.list("only", "sft,dpo");
    if (only.contains("sft")) {
      compare(TrainingWork.sft(vocabulary, given.number("steps", 4)));
    }
    if (only.contains("dpo")) {
      Path realData = given.path("realdata").orElseThrow();
      compare(TrainingWork.dpo(new Texts(vocabulary).pairs(realData, given.number("pairs", 8))));
    }
    System.out.print(table);
    Path results = given.path("results").orElse(Path.of("pipelines/bench/results.csv"));
    new ResultsFile(results)
        .append(LocalDate.now(ZoneOffset.UTC), Machine.description(), shape.label(), rows);
    System.out.println("appended to " + results);
  }

  private void compare(TrainingWork work) throws IOException, InterruptedException {
    Outcome ours = sides.ourTraining(work, given.value("recipe").orElse(""));
    System.out.println(work.name() + ": ours " + ours.figures() + " " + ours.versions());
    Outcome peer = sides.peerTraining(work);
    System.out.println(work.name() + ": peer " + peer.figures() + " " + peer.versions());
    for (Map.Entry<String, Double> figure : ours.figures().entrySet()) {
      row(work, figure.getKey(), figure.getValue(), peer.figures().get(figure.getKey()));
    }
    double mebi = 1 << 20;
    row(work, "peak MiB", ours.memory().peak() / mebi, peer.memory().peak() / mebi);
    row(work, "own pages MiB", ours.memory().anonymous() / mebi, peer.memory().anonymous() / mebi);
    double first = ours.figures().get("first loss");
    if (Math.abs(first - peer.figures().get("first loss")) > SAME * Math.max(1, first)) {
      System.out.println(work.name() + ": the first losses differ, so the sides do other work");
    }
  }

  private void row(TrainingWork work, String figure, double mine, double peer) {
    Row row = new Row("train", work.name() + " " + figure, mine, peer);
    rows.add(row);
    table.row(
        work.name(),
        figure,
        String.format(Locale.ROOT, "%.3f", mine),
        String.format(Locale.ROOT, "%.3f", peer),
        String.format(Locale.ROOT, "%.3f", row.ratio()));
  }
}
