package io.deltatune.jobs.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.core.error.ExitStatus;
import io.deltatune.jobs.cli.Transcript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Files of rows for a command and what it made of them. */
final class Rows {
  /** The sample model of the project. */
  static final String MODEL =
      Path.of(System.getProperty("deltatune.home"), "samples/model").toString();

  private static final ObjectMapper JSON = new ObjectMapper();

  private Rows() {}

  /** Writes the lines and names the file. */
  static String file(Path folder, String name, String... lines) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, String.join("\n", lines) + "\n");
    return file.toString();
  }

  /** Runs a command that must end well. */
  static Transcript done(String... args) {
    Transcript transcript = Transcript.of(args);
    assertEquals(ExitStatus.DONE, transcript.status(), transcript.err());
    return transcript;
  }

  /** The one object of a file. */
  static JsonNode object(Path file) throws IOException {
    return JSON.readTree(Files.readString(file));
  }

  /** The rows of a file. */
  static List<JsonNode> of(Path file) throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      rows.add(JSON.readTree(line));
    }
    return rows;
  }
}
