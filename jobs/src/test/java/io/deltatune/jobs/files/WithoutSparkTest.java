package io.deltatune.jobs.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.deltatune.jobs.cli.Deltatune;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WithoutSparkTest {
  @Test
  void commandsOnFilesRunWhereThereIsNoSpark(@TempDir Path folder) throws Exception {
    String in = Rows.file(folder, "in.jsonl", "{\"id\": 1, \"text\": \"a\"}");
    Path out = folder.resolve("out.jsonl");
    run(folder, "tokenize", "--model", Rows.MODEL, "--in", in, "--out", out.toString());
    assertEquals(1, Rows.of(out).size());

    String pairs =
        Rows.file(folder, "p.jsonl", "{\"id\": 1, \"context\": \"a\", \"continuation\": \"b\"}");
    Path scores = folder.resolve("scores.jsonl");
    run(
        folder,
        "score",
        "--model",
        Rows.MODEL,
        "--precision",
        "fp32",
        "--in",
        pairs,
        "--out",
        scores.toString());
    assertEquals(1, Rows.of(scores).size());
  }

  private static void run(Path folder, String... arguments)
      throws IOException, InterruptedException {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !entry.matches(".*/org/apache/(spark|hadoop)/.*|.*/io/delta/.*"))
            .collect(Collectors.joining(File.pathSeparator));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder command =
        new ProcessBuilder(java, "-Xmx512m", "-cp", classPath, Deltatune.class.getName());
    command.command().addAll(Arrays.asList(arguments));
    Process process = command.directory(folder.toFile()).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), text);
  }
}
