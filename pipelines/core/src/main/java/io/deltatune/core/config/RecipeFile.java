package io.deltatune.core.config;

import io.deltatune.core.config.Node.Entry;
import io.deltatune.core.config.Node.Kind;
import io.deltatune.core.config.Node.Mapping;
import io.deltatune.core.config.Node.Scalar;
import io.deltatune.core.config.Node.Sequence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads a recipe's file and what it includes into one tree. */
final class RecipeFile {
  private static final long LARGEST = 1 << 20;
  private static final int MOST_FILES = 100;
  private static final String INCLUDE = "include";

  private final Environment environment;
  private final Problems problems;
  private int filesRead;

  RecipeFile(Environment environment, Problems problems) {
    this.environment = environment;
    this.problems = problems;
  }

  /**
   * The file's tree over those of its includes, of which later ones win; a file that cannot be used
   * is a problem.
   *
   * @param file as messages show it
   */
  Mapping read(Path file) {
    return read(file, Position.of(file.toString()), List.of());
  }

  private Mapping read(Path file, Position mention, List<Path> outer) {
    Mapping own = text(file, mention).flatMap(text -> mapping(text, file)).orElse(null);
    if (own == null) {
      return new Mapping(mention, Map.of());
    }
    List<Path> chain = Stream.concat(outer.stream(), Stream.of(identity(file))).toList();
    Mapping merged = new Mapping(own.position(), Map.of());
    for (Scalar include : includes(own)) {
      merged = Merge.deep(merged, include(file, include, chain));
    }
    Map<String, Entry> entries = new LinkedHashMap<>(own.entries());
    entries.remove(INCLUDE);
    return Merge.deep(merged, new Mapping(own.position(), entries));
  }

  private Mapping include(Path includer, Scalar include, List<Path> chain) {
    Mapping nothing = new Mapping(include.position(), Map.of());
    Path file;
    try {
      file = includer.resolveSibling(include.text()).normalize();
    } catch (InvalidPathException invalid) {
      problems.addFatal(include.position(), INCLUDE, "is not the name of a file");
      return nothing;
    }
    if (chain.contains(identity(file))) {
      String circle =
          Stream.concat(chain.stream(), Stream.of(identity(file)))
              .map(path -> path.getFileName().toString())
              .collect(Collectors.joining(" -> "));
      problems.addFatal(include.position(), INCLUDE, "goes in a circle: " + circle);
      return nothing;
    }
    if (++filesRead > MOST_FILES) {
      problems.addFatal(
          include.position(), INCLUDE, "more than " + MOST_FILES + " files are included");
      return nothing;
    }
    return read(file, include.position(), chain);
  }

  private List<Scalar> includes(Mapping own) {
    Entry entry = own.entries().get(INCLUDE);
    if (entry == null) {
      return List.of();
    }
    List<Node> items =
        entry.value() instanceof Sequence sequence ? sequence.items() : List.of(entry.value());
    List<Scalar> files =
        items.stream()
            .filter(item -> item instanceof Scalar scalar && scalar.kind() == Kind.TEXT)
            .map(Scalar.class::cast)
            .toList();
    if (files.size() < items.size()) {
      problems.addFatal(
          entry.position(), INCLUDE, "expected the name of a file, or a list of them");
    }
    return files;
  }

  private Optional<Mapping> mapping(String text, Path file) {
    Node root = YamlTree.ofFile(text, file.toString(), environment, problems).orElse(null);
    if (root == null) {
      return Optional.empty();
    }
    if (root instanceof Mapping mapping) {
      return Optional.of(mapping);
    }
    if (root instanceof Scalar scalar && scalar.kind() == Kind.NULL) {
      return Optional.of(new Mapping(root.position(), Map.of()));
    }
    problems.addFatal(
        root.position(), "", "is " + root.description() + "; expected keys and values");
    return Optional.empty();
  }

  private Optional<String> text(Path file, Position mention) {
    String path = mention.line() == 0 ? "" : INCLUDE;
    if (!Files.isRegularFile(file)) {
      problems.addFatal(
          mention, path, "no such file; looked for " + file.toAbsolutePath().normalize());
      return Optional.empty();
    }
    try {
      if (Files.size(file) > LARGEST) {
        problems.addFatal(mention, path, file + " is larger than 1 MiB, which no recipe is");
        return Optional.empty();
      }
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
    } catch (CharacterCodingException malformed) {
      problems.addFatal(mention, path, file + " is not a text in UTF-8");
    } catch (IOException unreadable) {
      problems.addFatal(mention, path, file + " cannot be read: " + unreadable.getMessage());
    }
    return Optional.empty();
  }

  private static Path identity(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException missing) {
      return file.toAbsolutePath().normalize();
    }
  }
}
