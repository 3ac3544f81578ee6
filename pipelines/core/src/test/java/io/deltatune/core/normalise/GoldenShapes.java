package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows as they are published and what they become, written by hand: a file a shape. Each of its
 * {@code rows} is a {@code line} with its {@code examples} or the reason for which it is {@code
 * refused}; each of its {@code wholes} the {@code lines} that are joined, the examples with the
 * places of their rows, and the reasons of the others by place.
 */
final class GoldenShapes {
  private static final YAMLMapper YAML = new YAMLMapper();

  private GoldenShapes() {}

  static JsonNode of(String shape) {
    String name = "shapes/" + shape + ".yaml";
    try (InputStream in = GoldenShapes.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new AssertionError("the shape " + shape + " has no golden rows, no file " + name);
      }
      return YAML.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All lines of all shapes. */
  static List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (String shape : Normalizers.names()) {
      JsonNode golden = of(shape);
      golden.path("rows").forEach(row -> lines.add(row.get("line").textValue()));
      golden
          .path("wholes")
          .forEach(whole -> whole.get("lines").forEach(line -> lines.add(line.textValue())));
    }
    return lines;
  }
}
