package io.deltatune.data.ingest;

import static io.deltatune.data.ingest.RowWays.ALONE;
import static io.deltatune.data.ingest.RowWays.EXAMPLE;
import static io.deltatune.data.ingest.RowWays.RULES;
import static io.deltatune.data.ingest.RowWays.WAY;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.deltatune.core.recipe.ingest.QualityRules.Action;
import io.deltatune.data.row.RuleCountRow;
import io.deltatune.data.settle.Settlement;
import io.deltatune.data.source.SourceFile;
import io.deltatune.data.table.ExampleKind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How many rows and examples went which way. A row goes the best way of the examples that it has a
 * part in: kept, left out as a duplicate, refused. How many there are is counted where they are
 * read, so that a row that nothing became of is missed.
 *
 * @param byFile rows read, by the file's place in the recipe
 * @param rows rows by their way
 * @param examplesNew new examples by the label of their kind
 * @param duplicates examples that were left out as duplicates
 * @param refused entries of quarantine, by reason
 * @param rules rows in which a rule found something, or that were refused
 * @param examples examples that rows gave and that no rule refused
 * @param decided examples that were decided on
 * @param together whether rows give several examples, or are joined
 */
record Accounts(
    Map<Integer, Long> byFile,
    Map<Way, Long> rows,
    Map<String, Long> examplesNew,
    long duplicates,
    Map<String, Long> refused,
    Map<Rule, Long> rules,
    long examples,
    long decided,
    boolean together) {
  /** What becomes of a row, the better the later. */
  enum Way {
    REFUSED(0),
    DUPLICATE(1),
    KEPT_BEFORE(2),
    KEPT_NEW(3);

    private final int rank;

    Way(int rank) {
      this.rank = rank;
    }

    int rank() {
      return rank;
    }
  }

  /** A rule, or another reason, and what it does with the rows of a source. */
  record Rule(String source, String name, String action) implements Comparable<Rule> {
    /**
     * @param found {@code rule:action}
     */
    static Rule of(String source, String found) {
      int colon = found.lastIndexOf(':');
      return new Rule(source, found.substring(0, colon), found.substring(colon + 1));
    }

    @Override
    public int compareTo(Rule other) {
      int bySource = source.compareTo(other.source);
      int byName = bySource != 0 ? bySource : name.compareTo(other.name);
      return byName != 0 ? byName : action.compareTo(other.action);
    }
  }

  /**
   * @param decided all candidates, of {@link Decisions}
   */
  static Accounts of(Dataset<Row> decided) {
    Counting counting = new Counting();
    decided
        .groupBy(
            when(col("kind").equalTo(Candidate.READ), col("file_order")).as("file_order"),
            col("source"),
            col("kind"),
            col(ALONE),
            col(WAY),
            col(Decisions.FATE),
            col("final_reason"),
            when(col(ALONE), col(RULES)).as(RULES))
        .agg(count(lit(1)).as("n"), sum("line").as("lines"))
        .collectAsList()
        .forEach(counting::addCandidates);
    if (counting.together) {
      RowWays.shared(decided)
          .groupBy(
              col("source"),
              col(WAY),
              RowWays.isUntold(Way.REFUSED).as("untold"),
              col(EXAMPLE + ".reason"),
              col(RULES))
          .agg(count(lit(1)).as("n"))
          .collectAsList()
          .forEach(counting::addShared);
    }
    return counting.accounts();
  }

  /** Adds up groups of rows. */
  private static final class Counting {
    private final Map<Integer, Long> byFile = new TreeMap<>();
    private final Map<Way, Long> ways = new TreeMap<>();
    private final Map<String, Long> examplesNew = new TreeMap<>();
    private final Map<String, Long> refused = new TreeMap<>();
    private final Map<Rule, Long> rules = new TreeMap<>();
    private long duplicates;
    private long examples;
    private long decided;
    private boolean together;

    /** Groups of candidates, which are rows where they are alone. */
    void addCandidates(Row group) {
      String kind = group.getAs("kind");
      if (kind.equals(Candidate.READ)) {
        byFile.merge(group.getAs("file_order"), group.<Long>getAs("lines"), Long::sum);
        return;
      }
      long number = group.<Long>getAs("n");
      String fate = group.getAs(Decisions.FATE);
      if (ExampleKind.labels().contains(kind)) {
        examples += number;
        decided += fate == null ? 0 : number;
      }
      if (Settlement.NEW.equals(fate)) {
        examplesNew.merge(kind, number, Long::sum);
      }
      duplicates += Settlement.DUPLICATE.equals(fate) ? number : 0;
      if (group.getAs("final_reason") != null) {
        refused.merge(group.getAs("final_reason"), number, Long::sum);
      }
      if (group.<Boolean>getAs(ALONE)) {
        addRows(group, number);
      } else {
        together = true;
      }
    }

    /** Groups of rows that have several examples, or a part in those of others. */
    void addShared(Row group) {
      long number = group.<Long>getAs("n");
      addRows(group, number);
      if (group.<Boolean>getAs("untold")) {
        refused.merge(group.getAs("reason"), number, Long::sum);
      }
    }

    private void addRows(Row group, long number) {
      int rank = group.<Integer>getAs(WAY);
      for (Way way : Way.values()) {
        if (way.rank() == rank) {
          ways.merge(way, number, Long::sum);
        }
      }
      for (String found : group.<String>getList(group.fieldIndex(RULES))) {
        rules.merge(Rule.of(group.getAs("source"), found), number, Long::sum);
      }
    }

    Accounts accounts() {
      return new Accounts(
          byFile, ways, examplesNew, duplicates, refused, rules, examples, decided, together);
    }
  }

  long read() {
    return byFile.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The files whose rows were all read: not those of a source that its limit cut short. */
  List<SourceFile> readWhole(List<SourceFile> files) {
    Map<String, Long> bySource = new TreeMap<>();
    for (SourceFile file : files) {
      bySource.merge(file.source(), byFile.getOrDefault(file.order(), 0L), Long::sum);
    }
    return files.stream().filter(file -> bySource.get(file.source()) < file.limit()).toList();
  }

  long rows(Way way) {
    return rows.getOrDefault(way, 0L);
  }

  long out() {
    return rows(Way.KEPT_NEW) + rows(Way.KEPT_BEFORE);
  }

  /** New examples of a kind. */
  long fresh(ExampleKind kind) {
    return examplesNew.getOrDefault(kind.label(), 0L);
  }

  long fresh() {
    return examplesNew.values().stream().mapToLong(Long::longValue).sum();
  }

  /** New examples by the name of their table. */
  Map<String, Long> freshByTable() {
    Map<String, Long> byTable = new TreeMap<>();
    for (ExampleKind kind : ExampleKind.values()) {
      if (fresh(kind) > 0) {
        byTable.put(kind.table().name(), fresh(kind));
      }
    }
    return byTable;
  }

  /**
   * The rows of {@code rule_counts} of a run: rules that found nothing too, and every other reason
   * for which rows were refused.
   *
   * @param sources that were read
   * @param on the rules that are on
   */
  List<RuleCountRow> ruleCounts(String runId, List<String> sources, Map<String, Action> on) {
    Map<Rule, Long> all = new TreeMap<>(rules);
    for (String source : sources) {
      on.forEach((rule, action) -> all.putIfAbsent(new Rule(source, rule, action.label()), 0L));
    }
    return all.entrySet().stream()
        .map(
            entry -> {
              Rule rule = entry.getKey();
              return new RuleCountRow(
                  runId, rule.source(), rule.name(), rule.action(), entry.getValue());
            })
        .toList();
  }

  /**
   * @throws IllegalStateException unless every row that was read went exactly one way, and every
   *     example was decided on
   */
  void verify() {
    long sum = out() + rows(Way.REFUSED) + rows(Way.DUPLICATE);
    if (read() != sum) {
      throw new IllegalStateException(
          "the accounts do not add up: %d rows read, but %d accounted for: %s"
              .formatted(read(), sum, this));
    }
    if (examples != decided) {
      throw new IllegalStateException(
          "the accounts do not add up: %d examples, but %d decided on: %s"
              .formatted(examples, decided, this));
    }
  }
}
