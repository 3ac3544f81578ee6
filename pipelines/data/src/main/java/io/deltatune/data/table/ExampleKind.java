package io.deltatune.data.table;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The kinds of examples, each with its table. */
public enum ExampleKind {
  INSTRUCTION,
  PREFERENCE,
  LABELLED,
  PLAIN;

  /** Where examples of this kind stand. */
  public Table<?> table() {
    return switch (this) {
      case INSTRUCTION -> Tables.INSTRUCTION_EXAMPLES;
      case PREFERENCE -> Tables.PREFERENCE_PAIRS;
      case LABELLED -> Tables.LABELLED_ANSWERS;
      case PLAIN -> Tables.PLAIN_TEXTS;
    };
  }

  /** The name in staged rows. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The labels of all kinds. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(ExampleKind::label).toList();
  }

  /** The tables of all kinds, those of examples. */
  public static List<Table<?>> tables() {
    return Arrays.stream(values()).<Table<?>>map(ExampleKind::table).toList();
  }
}
