package io.deltatune.annotate;

import io.deltatune.core.config.InputPath;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads rules: a {@code label<tab>rule} a line; blank lines and those with a {@code #} first. */
final class RuleFiles {
  /** A file of rules is written by hand. */
  private static final long MOST_BYTES = 1 << 20;

  private static final Pattern LABEL = Pattern.compile("[a-z0-9_]+(/[A-Za-z0-9_ -]+)?");

  private RuleFiles() {}

  /** The rules that are built in, and those of a user's file behind them. */
  static List<Rule> read(String resource, Optional<InputPath> file) {
    List<Rule> rules = new ArrayList<>(parse(resource, builtIn(resource)));
    file.ifPresent(path -> rules.addAll(parse(path.written(), content(path.path()))));
    return List.copyOf(rules);
  }

  /** As {@link #read}, each rule a regular expression. */
  static List<Rule> readExpressions(String resource, Optional<InputPath> file) {
    List<Rule> rules = read(resource, file);
    for (Rule rule : rules) {
      try {
        Pattern.compile(rule.text());
      } catch (PatternSyntaxException wrong) {
        throw malformed(
            file.map(InputPath::written).orElse(resource),
            "the rule " + rule.label() + " is no regular expression: " + wrong.getDescription(),
            wrong);
      }
    }
    return rules;
  }

  private static List<Rule> parse(String name, String content) {
    List<Rule> rules = new ArrayList<>();
    int number = 0;
    for (String line : content.split("\n", -1)) {
      number++;
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      String[] cells = text.split("\t+", 2);
      if (cells.length < 2 || !LABEL.matcher(cells[0]).matches()) {
        throw malformed(
            name,
            "line " + number + " is not a label (" + LABEL.pattern() + "), a tab and a rule",
            null);
      }
      rules.add(new Rule(cells[0], cells[1].strip()));
    }
    return rules;
  }

  private static String builtIn(String resource) {
    try (InputStream stream = RuleFiles.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException("no resource " + resource);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String content(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw malformed(file.toString(), "it is larger than " + MOST_BYTES + " bytes", null);
      }
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UserError(
          ErrorCode.NOT_ACCESSIBLE,
          "cannot read the rules " + file,
          String.valueOf(failure.getMessage()),
          "make it a readable file in UTF-8",
          failure);
    }
  }

  private static UserError malformed(String file, String cause, Exception origin) {
    return new UserError(
        ErrorCode.MALFORMED_FILE, file + " holds no rules", cause, "correct the line", origin);
  }
}
