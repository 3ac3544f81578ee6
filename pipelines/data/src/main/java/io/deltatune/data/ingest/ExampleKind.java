package io.deltatune.data.ingest;

import io.deltatune.data.table.Table;
import io.deltatune.data.table.Tables;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The kinds of examples, each with its table. */
enum ExampleKind {
  INSTRUCTION,
  PREFERENCE,
  LABELLED,
  PLAIN;

  /** Where examples of this kind stand. */
  Table<?> table() {
    return switch (this) {
      case INSTRUCTION -> Tables.INSTRUCTION_EXAMPLES;
      case PREFERENCE -> Tables.PREFERENCE_PAIRS;
      case LABELLED -> Tables.LABELLED_ANSWERS;
      case PLAIN -> Tables.PLAIN_TEXTS;
    };
  }

  /** The name in staged rows. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static List<String> labels() {
    return Arrays.stream(values()).map(ExampleKind::label).toList();
  }
}
