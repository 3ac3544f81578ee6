package io.deltatune.model.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * TorchScript text put together from resource files and named constants. A constant becomes a
 * method without arguments, so that the files stay free of any one model's numbers.
 */
public final class Program {
  private final List<String> parts = new ArrayList<>();

  /**
   * Adds the methods of a resource file beside this class.
   *
   * @param resource the file's name, {@code gemma3.torchscript} for example
   */
  public Program include(String resource) {
    try (InputStream stream = Program.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalArgumentException("no resource " + resource + " beside the engine");
      }
      parts.add(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Adds a method {@code name(self) -> int}. */
  public Program constant(String name, int value) {
    parts.add(String.format(Locale.ROOT, "  def %s(self) -> int:\n    return %d\n", name, value));
    return this;
  }

  /** Adds a method {@code name(self) -> float}. */
  public Program constant(String name, double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " is " + value);
    }
    parts.add("  def " + name + "(self) -> float:\n    return " + literal(value) + "\n");
    return this;
  }

  /** Adds a method {@code name(self) -> str}. */
  Program constant(String name, String value) {
    StringBuilder text = new StringBuilder();
    for (byte unit : value.getBytes(StandardCharsets.UTF_8)) {
      text.append(String.format(Locale.ROOT, "\\%03o", unit & 0xff));
    }
    parts.add("  def " + name + "(self) -> str:\n    return \"" + text + "\"\n");
    return this;
  }

  /** The methods, in the order in which they were added. */
  String text() {
    return String.join("\n", parts);
  }

  private static String literal(double value) {
    String text = Double.toString(value);
    return text.replace("E", "e");
  }
}
