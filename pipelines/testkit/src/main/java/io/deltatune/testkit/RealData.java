package io.deltatune.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.opentest4j.TestAbortedException;

/**
 * A folder of real data beside the project, which is no part of it. A test that needs it begins
 * with {@link #assumeAvailable()}: it is skipped, with a line that says so, where the folder is
 * absent, and fails where the folder is present but a file in it cannot be read.
 */
public final class RealData {
  /** The system property that names the folder. */
  public static final String PROPERTY = "deltatune.realdata";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  private RealData(Path folder) {
    this.folder = folder;
  }

  /**
   * The folder that the system property {@value #PROPERTY} names.
   *
   * @throws TestAbortedException if the property is unset or the folder is not there
   */
  public static RealData assumeAvailable() {
    return in(System.getProperty(PROPERTY));
  }

  /** As {@link #assumeAvailable()}, for a folder given by name; null or blank is absent. */
  static RealData in(String folder) {
    if (folder == null || folder.isBlank()) {
      throw skipped("the system property " + PROPERTY + " is not set");
    }
    Path path = Path.of(folder).normalize();
    if (!Files.exists(path)) {
      throw skipped("the real data folder " + path + " is absent (-D" + PROPERTY + "=FOLDER)");
    }
    if (!Files.isDirectory(path) || !Files.isReadable(path)) {
      throw new AssertionError("the real data folder " + path + " is present but not readable");
    }
    return new RealData(path);
  }

  private static TestAbortedException skipped(String reason) {
    System.out.println("skipped: " + reason);
    return new TestAbortedException(reason);
  }

  /**
   * The file itself, plain or with {@code .gz} behind its name, whichever exists.
   *
   * @throws AssertionError if neither is a readable file
   */
  public Path path(String relative) {
    for (String name : List.of(relative, relative + ".gz")) {
      Path path = folder.resolve(name);
      if (Files.isReadable(path)) {
        return path;
      }
    }
    throw new AssertionError(
        "the real data folder " + folder + " is present but holds no readable " + relative);
  }

  /** The bytes of a file, unpacked where it is gzipped. The caller closes the stream. */
  public InputStream opened(String relative) {
    Path path = path(relative);
    try {
      InputStream file = new BufferedInputStream(Files.newInputStream(path));
      return path.toString().endsWith(".gz") ? new GZIPInputStream(file) : file;
    } catch (IOException e) {
      throw new AssertionError("the real data file " + path + " cannot be read", e);
    }
  }

  /** A whole JSON file. */
  public JsonNode json(String relative) {
    try (InputStream in = opened(relative)) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new AssertionError("the real data file " + relative + " cannot be read", e);
    }
  }

  /** The lines of a UTF-8 file, ended by line feeds. */
  public List<String> lines(String relative) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(opened(relative), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    } catch (IOException | UncheckedIOException e) {
      throw new AssertionError("the real data file " + relative + " cannot be read", e);
    }
  }

  /** A file of one JSON value a line. */
  public List<JsonNode> jsonLines(String relative) {
    List<JsonNode> rows = new ArrayList<>();
    for (String line : lines(relative)) {
      try {
        rows.add(JSON.readTree(line));
      } catch (IOException e) {
        throw new AssertionError(relative + ", line " + (rows.size() + 1) + " is not JSON", e);
      }
    }
    return rows;
  }
}
