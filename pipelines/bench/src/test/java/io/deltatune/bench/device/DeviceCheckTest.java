package io.deltatune.bench.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceCheckTest {
  @TempDir Path folder;

  @Test
  void theCheckRunsOnTheProcessorAndTellsParityKernelsAndRates() throws IOException {
    Path out = folder.resolve("report.json");
    boolean passed =
        DeviceCheck.run(
            "--device",
            "cpu",
            "--threads",
            "1",
            "--effort",
            "small",
            "--shapes",
            "tiny",
            "--golden",
            "newer-sharded,older-scaled",
            "--out",
            out.toString());
    JsonNode report = new ObjectMapper().readTree(out.toFile());
    assertTrue(passed, report.toString());
    assertTrue(report.get("passed").booleanValue());
    Set<String> sections = new TreeSet<>();
    report.get("figures").forEach(figure -> sections.add(figure.get("section").asText()));
    assertEquals(Set.of("parity", "products", "attention", "tiny fp32", "tiny bf16"), sections);
  }

  @Test
  void everyGoldenCheckpointOfTheListIsInTheJar() throws IOException {
    for (String name : GoldenCheckpoint.NAMES) {
      assertEquals(6, GoldenCheckpoint.unpack(name, folder).tokens("greedy").size());
    }
  }
}
