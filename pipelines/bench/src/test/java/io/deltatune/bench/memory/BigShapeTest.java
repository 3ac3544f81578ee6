package io.deltatune.bench.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.bench.RandomCheckpoint;
import io.deltatune.bench.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BigShapeTest {
  /** Of processor time, so that other work on the machine does not count. */
  private static final double SECONDS = 3;

  private static final long BYTES = 300_000_000;

  @TempDir Path folder;

  @Test
  @Tag("faults")
  void aCheckpointOfTheOneBillionShapeOpensInThreeSecondsAndThreeHundredMegabytes()
      throws IOException, InterruptedException {
    Path model = RandomCheckpoint.cached(Shape.B1, folder);
    JsonNode figures = measured(model);
    assertTrue(figures.get("openingProcessor").doubleValue() < SECONDS, figures.toString());
    long beyond = figures.get("peak").longValue() - figures.get("weights").longValue();
    assertTrue(beyond < BYTES, "beyond the mapped weights " + beyond + ": " + figures);
  }

  /** Opens and generates one token in a process of its own. */
  private JsonNode measured(Path model) throws IOException, InterruptedException {
    Path out = folder.resolve("figures.json");
    Path said = folder.resolve("said.txt");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            BigShape.class.getName(),
            "--model",
            model.toString(),
            "--out",
            out.toString());
    int status =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start()
            .waitFor();
    assertEquals(0, status, Files.readString(said));
    return new ObjectMapper().readTree(out.toFile());
  }
}
