package io.deltatune.core.config;

import io.deltatune.core.config.Node.Kind;
import io.deltatune.core.config.Node.Scalar;
import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads single values: texts, numbers, names of enums, paths. */
final class ValueReader {
  private final Problems problems;
  private final InputFiles inputFiles;

  ValueReader(Problems problems, InputFiles inputFiles) {
    this.problems = problems;
    this.inputFiles = inputFiles;
  }

  /** Whether values of this type are read from a scalar. */
  static boolean isValue(Class<?> type) {
    return type.isPrimitive()
        || type.isEnum()
        || List.of(
                String.class,
                Integer.class,
                Long.class,
                Double.class,
                Boolean.class,
                InputPath.class,
                OutputPath.class)
            .contains(type);
  }

  /** What a type takes, for people. */
  static String expectation(Class<?> type) {
    if (type.isEnum()) {
      return "one of " + String.join(", ", labels(type));
    }
    return switch (type.getSimpleName()) {
      case "int", "Integer", "long", "Long", "OptionalInt" -> "a whole number";
      case "double", "Double" -> "a number";
      case "boolean", "Boolean" -> "true or false";
      case "InputPath", "OutputPath" -> "a path";
      case "List" -> "a list";
      case "Settings" -> "a mapping of keys like run.seed to values";
      case "String" -> "a text";
      default -> type.isRecord() ? "keys: " + String.join(", ", RecordKeys.of(type)) : "a mapping";
    };
  }

  /** The value of a scalar; anything that the type does not take is a problem. */
  Bound read(Class<?> type, Node node, String path) {
    if (!(node instanceof Scalar scalar) || scalar.kind() == Kind.NULL) {
      return wrong(node, path, expectation(type));
    }
    if (type.isEnum()) {
      return constant(type, scalar, path);
    }
    return switch (type.getSimpleName()) {
      case "int", "Integer" -> whole(scalar, path, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case "long", "Long" -> whole(scalar, path, Long.MIN_VALUE, Long.MAX_VALUE);
      case "double", "Double" -> decimal(scalar, path);
      case "boolean", "Boolean" ->
          scalar.kind() == Kind.BOOLEAN
              ? masked(scalar, Boolean.valueOf(scalar.text()))
              : wrong(scalar, path, expectation(type));
      case "InputPath" -> input(scalar, path);
      case "OutputPath" -> output(scalar, path);
      default ->
          scalar.kind() == Kind.BOOLEAN
              ? wrong(scalar, path, "a text; put it in quotes if it is one")
              : masked(scalar, scalar.text());
    };
  }

  private Bound whole(Scalar scalar, String path, long least, long most) {
    if (scalar.kind() != Kind.INTEGER) {
      return wrong(scalar, path, "a whole number");
    }
    BigInteger value = new BigInteger(scalar.text().replace("_", ""));
    if (value.compareTo(BigInteger.valueOf(least)) < 0
        || value.compareTo(BigInteger.valueOf(most)) > 0) {
      return wrong(scalar, path, "a whole number from " + least + " to " + most);
    }
    boolean isInt = most == Integer.MAX_VALUE;
    Object number = isInt ? (Object) value.intValueExact() : (Object) value.longValueExact();
    return masked(scalar, number);
  }

  private Bound decimal(Scalar scalar, String path) {
    if (scalar.kind() != Kind.INTEGER && scalar.kind() != Kind.DECIMAL) {
      return wrong(scalar, path, "a number");
    }
    double value = Double.parseDouble(scalar.text().replace("_", ""));
    return Double.isFinite(value)
        ? masked(scalar, value)
        : wrong(scalar, path, "a number of at most 1.8e308");
  }

  private Bound constant(Class<?> type, Scalar scalar, String path) {
    for (Object constant : type.getEnumConstants()) {
      if (label(constant).equals(scalar.text())) {
        return masked(scalar, constant, label(constant));
      }
    }
    String expected = expectation(type);
    if (RecordKeys.isPlanned(scalar.text(), type)) {
      problems.add(
          scalar.position(), path, "'" + scalar.text() + "' is not supported yet; " + expected);
      return Bound.FAILED;
    }
    String hint =
        scalar.template().isPresent()
            ? ""
            : Spelling.nearest(scalar.text(), labels(type))
                .map(name -> "; did you mean '" + name + "'?")
                .orElse("");
    return wrong(scalar, path, expected + hint);
  }

  private Bound input(Scalar scalar, String path) {
    String written = scalar.template().orElse(scalar.text());
    String text = scalar.text();
    if (PathRule.isRemote(text)) {
      return Bound.of(new InputPath(written, text), written);
    }
    PathRule rule = PathRule.of(scalar.position());
    try {
      Optional<Path> found = rule.find(text);
      if (found.isEmpty() && inputFiles == InputFiles.MUST_EXIST) {
        problems.add(
            scalar.position(), path, written + " does not exist; " + lookedFor(rule, scalar));
        return Bound.FAILED;
      }
      Path resolved = found.orElseGet(() -> rule.output(text));
      return Bound.of(new InputPath(written, resolved.toString()), written);
    } catch (InvalidPathException invalid) {
      return wrong(scalar, path, "a path");
    }
  }

  private static String lookedFor(PathRule rule, Scalar scalar) {
    if (scalar.template().isPresent()) {
      return "if it is relative, it was looked for in "
          + rule.candidates("").stream().map(Path::toString).collect(Collectors.joining(", "));
    }
    return "looked for "
        + rule.candidates(scalar.text()).stream()
            .map(Path::toString)
            .collect(Collectors.joining(", "));
  }

  private Bound output(Scalar scalar, String path) {
    String written = scalar.template().orElse(scalar.text());
    try {
      Path resolved = PathRule.of(scalar.position()).output(scalar.text());
      return Bound.of(new OutputPath(written, resolved), new Bound.Place(written));
    } catch (InvalidPathException invalid) {
      return wrong(scalar, path, "a path");
    }
  }

  /** Reports a value that does not fit. */
  Bound wrong(Node node, String path, String expected) {
    problems.add(node.position(), path, "is " + node.description() + "; expected " + expected);
    return Bound.FAILED;
  }

  private static Bound masked(Scalar scalar, Object value) {
    return masked(scalar, value, value);
  }

  private static Bound masked(Scalar scalar, Object value, Object tree) {
    Object shown =
        scalar.template().<Object>map(template -> new Bound.Masked(template, tree)).orElse(tree);
    return Bound.of(value, shown);
  }

  private static List<String> labels(Class<?> type) {
    return Arrays.stream(type.getEnumConstants()).map(ValueReader::label).toList();
  }

  private static String label(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
  }
}
