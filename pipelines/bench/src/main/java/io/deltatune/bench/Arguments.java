package io.deltatune.bench;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A command line of {@code --name value} pairs. */
public final class Arguments {
  private final Map<String, String> values;

  private Arguments(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Reads a command line.
   *
   * @param known the names that it may hold, without the dashes
   * @throws UserError if it holds anything else
   */
  public static Arguments of(String[] arguments, String... known) {
    Set<String> names = new TreeSet<>(Arrays.asList(known));
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      String name = arguments[i].startsWith("--") ? arguments[i].substring(2) : "";
      if (!names.contains(name)) {
        throw wrong("'" + arguments[i] + "' is no option", "the options are " + names);
      }
      if (i + 1 == arguments.length) {
        throw wrong(arguments[i] + " has no value", "each option is followed by its value");
      }
      values.put(name, arguments[i + 1]);
    }
    return new Arguments(values);
  }

  /** The value, where it was given. */
  public Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** The value as a path, where it was given. */
  public Optional<Path> path(String name) {
    return value(name).map(Path::of);
  }

  /**
   * The value, which must be there.
   *
   * @throws UserError if it is not
   */
  public String required(String name) {
    return value(name)
        .orElseThrow(() -> wrong("--" + name + " is missing", "it has no default value"));
  }

  /**
   * A whole number.
   *
   * @throws UserError if it is none
   */
  public int number(String name, int otherwise) {
    try {
      return value(name).map(Integer::parseInt).orElse(otherwise);
    } catch (NumberFormatException e) {
      throw wrong("--" + name + " is '" + values.get(name) + "'", "it must be a whole number");
    }
  }

  /** Values separated by commas. */
  public List<String> list(String name, String otherwise) {
    return List.of(value(name).orElse(otherwise).split(","));
  }

  private static UserError wrong(String problem, String cause) {
    return new UserError(ErrorCode.CONFIG, problem, cause, "correct the command line");
  }
}
