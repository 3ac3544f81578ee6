package io.deltatune.core.config;

import io.deltatune.core.config.Node.Kind;
import io.deltatune.core.config.Node.Scalar;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills {@code ${env:NAME}} in; values are never part of a message. */
final class Environment {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)\\}");
  private static final Pattern VARIABLE = Pattern.compile("env:([A-Za-z_][A-Za-z0-9_]*)");

  private final Map<String, String> variables;
  private final Problems problems;

  Environment(Map<String, String> variables, Problems problems) {
    this.variables = variables;
    this.problems = problems;
  }

  /** The scalar with its variables' values; one that is not set is a problem. */
  Scalar fill(Scalar scalar, String path) {
    Matcher matcher = PLACEHOLDER.matcher(scalar.text());
    StringBuilder filled = new StringBuilder();
    boolean resolved = true;
    boolean any = false;
    while (matcher.find()) {
      any = true;
      Optional<String> value = value(matcher.group(1), scalar.position(), path);
      resolved &= value.isPresent();
      matcher.appendReplacement(filled, Matcher.quoteReplacement(value.orElse("")));
    }
    if (!any) {
      return scalar;
    }
    String text = matcher.appendTail(filled).toString();
    Kind kind = resolved ? Scalars.kindOfPlain(text) : Kind.UNRESOLVED;
    return new Scalar(scalar.position(), kind, text, Optional.of(scalar.text()));
  }

  private Optional<String> value(String placeholder, Position position, String path) {
    Matcher variable = VARIABLE.matcher(placeholder);
    if (!variable.matches()) {
      problems.add(
          position, path, "${" + placeholder + "} is not understood; expected ${env:NAME}");
      return Optional.empty();
    }
    String name = variable.group(1);
    if (!variables.containsKey(name)) {
      problems.add(position, path, "the environment variable " + name + " is not set");
    }
    return Optional.ofNullable(variables.get(name));
  }
}
