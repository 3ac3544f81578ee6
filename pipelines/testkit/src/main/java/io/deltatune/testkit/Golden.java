package io.deltatune.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * Golden files: outputs of a reference implementation, kept in {@code src/test/resources} beside
 * the script that wrote them. Each one is a JSON object whose field {@code origin} says with which
 * tools and versions it was made.
 */
public final class Golden {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Golden() {}

  /**
   * A golden file of the class's own package.
   *
   * @param name the file's name; one that ends in {@code .gz} is unpacked
   * @throws AssertionError if it is absent, is not JSON or lacks its {@code origin}
   */
  public static JsonNode of(Class<?> test, String name) {
    try (InputStream resource = test.getResourceAsStream(name)) {
      if (resource == null) {
        throw new AssertionError(
            "no golden file " + name + " in the test resources of " + test.getPackageName());
      }
      InputStream in = name.endsWith(".gz") ? new GZIPInputStream(resource) : resource;
      JsonNode golden = JSON.readTree(in);
      if (!golden.hasNonNull("origin")) {
        throw new AssertionError("the golden file " + name + " does not say its origin");
      }
      return golden;
    } catch (IOException e) {
      throw new AssertionError("the golden file " + name + " cannot be read", e);
    }
  }
}
