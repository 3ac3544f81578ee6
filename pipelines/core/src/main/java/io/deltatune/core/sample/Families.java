package io.deltatune.core.sample;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The phrasings of the sample data, as its resource files give them. */
record Families(List<String> systems, List<Family> families) {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  static Families load() {
    return read("families.yaml", Families.class);
  }

  static Lexicon lexicon() {
    return read("lexicon.yaml", Lexicon.class);
  }

  List<Family> known() {
    return families.stream().filter(Family::known).toList();
  }

  List<Family> unseen() {
    return families.stream().filter(family -> !family.known()).toList();
  }

  private static <T> T read(String resource, Class<T> type) {
    try (InputStream stream = Families.class.getResourceAsStream(resource)) {
      return YAML.readValue(stream, type);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
