package io.deltatune.core.normalise;

import io.deltatune.core.example.Example;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Collects what the rows of a whole became; rows are told apart by identity. */
final class WholeBuilder {
  private static final Comparator<RawRecord> BY_PLACE =
      Comparator.comparing(RawRecord::file).thenComparingLong(RawRecord::line);

  private final List<RawRecord> rows;
  private final List<Whole.Made> made = new ArrayList<>();
  private final IdentityHashMap<RawRecord, Rejection> refused = new IdentityHashMap<>();

  WholeBuilder(List<RawRecord> rows) {
    this.rows = rows.stream().sorted(BY_PLACE).toList();
  }

  /** All rows, in the order of their files. */
  List<RawRecord> rows() {
    return rows;
  }

  /** Adds the example that the work gives; these rows are refused if it ends with a rejection. */
  void make(List<RawRecord> of, Supplier<? extends Example> work) {
    try {
      made.add(new Whole.Made(work.get(), of));
    } catch (Rejection rejection) {
      of.forEach(row -> refuse(row, rejection));
    }
  }

  /** Refuses a row that is in no example; the first refusal counts. */
  void refuse(RawRecord row, Rejection rejection) {
    refused.putIfAbsent(row, rejection);
  }

  /**
   * The whole.
   *
   * @param rest why the rows that are in no example, and not refused, are in none
   */
  Whole build(Rejection rest) {
    Set<RawRecord> used = Collections.newSetFromMap(new IdentityHashMap<>());
    made.forEach(example -> used.addAll(example.rows()));
    List<Whole.Refused> left = new ArrayList<>();
    for (RawRecord row : rows) {
      if (used.add(row)) {
        Rejection why = refused.getOrDefault(row, rest);
        left.add(new Whole.Refused(row, why.reason(), why.getMessage()));
      }
    }
    return new Whole(made, left);
  }
}
