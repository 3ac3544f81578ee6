package io.deltatune.bench.compare;

import io.deltatune.bench.Arguments;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The two sides, each in a process of its own.
 *
 * @param python the interpreter of the reference stack
 * @param scripts the folder of {@code peer.py} and {@code peer_training.py}
 * @param model the checkpoint
 * @param threads of each
 * @param exchange a folder for what travels between processes
 */
record Sides(Path python, Path scripts, Path model, int threads, Path exchange) {
  /**
   * The sides that a command line asks for: {@code reference}, {@code scripts}, {@code threads}.
   */
  static Sides of(Arguments given, Path model) throws IOException {
    return new Sides(
        Path.of(given.required("reference")).resolve("bin/python"),
        given.path("scripts").orElse(Path.of("pipelines/bench/reference")),
        model,
        given.number("threads", 2),
        Files.createTempDirectory("side-by-side"));
  }

  Outcome peer(Workload work) throws IOException, InterruptedException {
    return peer("peer.py", written(work));
  }

  Outcome peerTraining(TrainingWork work) throws IOException, InterruptedException {
    return peer("peer_training.py", written(work));
  }

  private Outcome peer(String script, Path work) throws IOException, InterruptedException {
    if (!Files.isExecutable(python)) {
      throw new UserError(
          ErrorCode.MISSING_FILE,
          "there is no Python at " + python,
          "--reference names a virtual environment with the packages of requirements.txt",
          "make one: python3 -m venv VENV && VENV/bin/pip install -r requirements.txt");
    }
    Path out = exchange.resolve("peer.json");
    run(
        List.of(
            python.toString(),
            scripts.resolve(script).toString(),
            work.toString(),
            model.toString(),
            out.toString(),
            Integer.toString(threads)),
        "peer");
    return Outcome.read(out);
  }

  /**
   * @param recipe settings of the recipe, {@code KEY=VALUE,KEY=VALUE}
   */
  Outcome ourTraining(TrainingWork work, String recipe) throws IOException, InterruptedException {
    return ours(OurTraining.class, "--work", written(work), "--recipe", recipe);
  }

  Outcome ours(Workload work, String mode) throws IOException, InterruptedException {
    return ours(Ours.class, "--workload", written(work), "--mode", mode);
  }

  private Outcome ours(Class<?> main, String name, Path work, String option, String value)
      throws IOException, InterruptedException {
    Path out = exchange.resolve("ours.json");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(name, work.toString(), "--model", model.toString()));
    command.addAll(List.of("--out", out.toString(), "--threads", Integer.toString(threads)));
    if (!value.isEmpty()) {
      command.addAll(List.of(option, value));
    }
    run(command, "ours");
    return Outcome.read(out);
  }

  private Path written(TrainingWork work) throws IOException {
    Path path = exchange.resolve("work.json");
    work.write(path);
    return path;
  }

  private Path written(Workload work) throws IOException {
    Path path = exchange.resolve("work.json");
    work.write(path);
    return path;
  }

  private void run(List<String> command, String side) throws IOException, InterruptedException {
    File log = exchange.resolve(side + ".log").toFile();
    int status =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start().waitFor();
    if (status != 0) {
      throw new IOException(side + " ended with status " + status + ":\n" + tail(log.toPath()));
    }
  }

  private static String tail(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
  }
}
