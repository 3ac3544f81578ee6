package io.deltatune.data.settle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.example.SplitAssigner;
import io.deltatune.core.recipe.ingest.Duplicates;
import io.deltatune.core.recipe.ingest.Duplicates.Exact;
import io.deltatune.core.recipe.ingest.Duplicates.Near;
import io.deltatune.core.recipe.ingest.Duplicates.Of;
import io.deltatune.core.recipe.ingest.Splits;
import io.deltatune.core.recipe.ingest.Splits.Per;
import io.deltatune.core.similarity.Jaccard;
import io.deltatune.data.Sessions;
import io.deltatune.data.settle.SettlementTrial.Line;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettlementTest {
  private static final Splits SHARES =
      new Splits(42, OptionalInt.empty(), 0.2, 0.3, Per.ALL, "auto");
  private static final Duplicates REMOVE = duplicates(Exact.CONTENT, Near.REMOVE);
  private static final Duplicates GROUP = duplicates(Exact.CONTENT, Near.GROUP);

  @TempDir Path folder;
  private Warehouse warehouse;
  private SettlementTrial trial;

  @BeforeEach
  void open() {
    warehouse = Warehouse.open(Sessions.shared(), folder.resolve("warehouse").toString());
    trial = new SettlementTrial(warehouse, folder);
  }

  @Test
  void ofAChainOfAlikeRowsTheFirstIsKeptAndASecondRunDecidesTheSame() {
    // Words 0 to 59, 4 to 63 and 8 to 67 of one text, and words of another. Trigrams with "tell
    // me":
    // neighbours in the chain share most, its ends less than the threshold.
    String text = words("chain", 80);
    List<Line> lines =
        SettlementTrial.lines(
            "a.jsonl", slice(text, 0, 60), slice(text, 4, 64), slice(text, 8, 68), words("x", 60));
    assertTrue(similarity(lines, 0, 1) >= 0.8 && similarity(lines, 1, 2) >= 0.8);
    assertTrue(similarity(lines, 0, 2) < 0.8, "the ends: " + similarity(lines, 0, 2));

    Map<String, Row> first = trial.run(REMOVE, SHARES, lines);
    assertEquals("new", fate(first, "a.jsonl:1"));
    assertEquals("new", fate(first, "a.jsonl:4"));
    Row second = first.get("a.jsonl:2");
    assertEquals("duplicate", second.<String>getAs("fate"));
    assertEquals("near", second.<String>getAs("duplicate_kind"));
    assertEquals(similarity(lines, 0, 1), second.<Double>getAs("similarity"), 1e-12);
    Row third = first.get("a.jsonl:3");
    assertEquals(1L, third.<Long>getAs("kept_line"));
    assertEquals("a", third.<String>getAs("kept_source"));
    assertEquals(lines.get(0).example().id(), third.<String>getAs("kept_example_id"));
    assertEquals(similarity(lines, 1, 2), third.<Double>getAs("similarity"), 1e-12);

    Map<String, Row> again = trial.run(REMOVE, SHARES, lines);
    assertEquals("before", fate(again, "a.jsonl:1"));
    assertEquals(third.toString(), again.get("a.jsonl:3").toString());
    assertEquals(second.toString(), again.get("a.jsonl:2").toString());
    assertEquals(2, warehouse.read(Tables.SIGNATURES).count());
    assertEquals(2, warehouse.read(Tables.SPLITS).count());

    // Another file: one row alike to what the table holds, one that holds the same words as
    // another.
    List<Line> more =
        List.of(
            new Line("b.jsonl", 1, "g", "Tell me.", slice(text, 2, 62)),
            new Line("b.jsonl", 2, "h", "Tell me.", slice(text, 0, 60)),
            new Line("b.jsonl", 3, "i", "Tell me.", words("y", 60)));
    Map<String, Row> later = trial.run(REMOVE, SHARES, more);
    assertEquals("near", later.get("b.jsonl:1").<String>getAs("duplicate_kind"));
    assertEquals("a.jsonl", later.get("b.jsonl:1").<String>getAs("kept_file"));
    assertEquals("exact", later.get("b.jsonl:2").<String>getAs("duplicate_kind"));
    assertEquals("a.jsonl", later.get("b.jsonl:2").<String>getAs("kept_file"));
    assertEquals("new", fate(later, "b.jsonl:3"));
  }

  @Test
  void aCrowdOfBoilerplateIsOneClusterAndItsWorkDoesNotGrowWithTheSquare() {
    int rows = 500;
    String boilerplate = words("notice", 100);
    String[] answers =
        IntStream.range(0, rows).mapToObj(i -> boilerplate + " number" + i).toArray(String[]::new);
    Map<String, Row> decided =
        trial.inFiles().run(REMOVE, SHARES, SettlementTrial.lines("crowd.jsonl", answers));
    assertEquals(1, count(decided, "new"));
    long pairs =
        Sessions.shared()
            .read()
            .parquet(trial.lastFolder().resolve("settle/pairs").toString())
            .count();
    assertTrue(pairs < 2L * rows * REMOVE.bands(), pairs + " pairs of " + rows + " rows");
  }

  @Test
  void theSameWordsAreDuplicatesWhereTheRecipeSaysSo() {
    List<Line> lines =
        SettlementTrial.lines("a.jsonl", "It is BLUE.", "it is blue", "It is not blue.");
    Map<String, Row> decided = trial.run(duplicates(Exact.NORMALISED, Near.OFF), SHARES, lines);
    assertEquals("normalised", decided.get("a.jsonl:2").<String>getAs("duplicate_kind"));
    assertEquals(1.0, decided.get("a.jsonl:2").<Double>getAs("similarity"));
    assertEquals("new", fate(decided, "a.jsonl:3"));
  }

  @Test
  void alikeRowsShareASplitAndARowThatWouldJoinTwoIsLeftOut() {
    String text = words("bridge", 100);
    String train = group("train", 0);
    String test = group("test", 0);
    List<Line> old =
        List.of(
            new Line("a.jsonl", 1, train, "Tell me.", slice(text, 0, 60)),
            new Line("a.jsonl", 2, test, "Tell me.", slice(text, 8, 68)));
    Map<String, Row> before = trial.run(GROUP, SHARES, old);
    assertEquals("train", before.get("a.jsonl:1").<String>getAs("split"));
    assertEquals("test", before.get("a.jsonl:2").<String>getAs("split"));
    assertNull(before.get("a.jsonl:1").getAs("cluster_key"));

    // The first is alike to both old rows; the second, of an old group, to none; the third and the
    // fourth, of groups that the hash would divide, are alike to the first old one and each other.
    List<Line> more =
        List.of(
            new Line("b.jsonl", 1, "bridge", "Tell me.", slice(text, 4, 64)),
            new Line("b.jsonl", 2, train, "Tell me.", words("z", 60)),
            new Line(
                "b.jsonl", 3, group("test", 1), "Tell me.", "one two three " + slice(text, 0, 60)),
            new Line(
                "b.jsonl",
                4,
                group("validation", 0),
                "Tell me.",
                "four five six " + slice(text, 0, 60)));
    Map<String, Row> after = trial.run(GROUP, SHARES, more);
    assertEquals("left_out", fate(after, "b.jsonl:1"));
    assertEquals("joins_two_splits", after.get("b.jsonl:1").<String>getAs("reason"));
    assertNull(after.get("b.jsonl:1").getAs("split"));
    assertEquals("train", after.get("b.jsonl:2").<String>getAs("split"));
    assertEquals("train", after.get("b.jsonl:3").<String>getAs("split"));
    assertEquals("train", after.get("b.jsonl:4").<String>getAs("split"));
    assertEquals(
        after.get("b.jsonl:3").<String>getAs("cluster_key"),
        after.get("b.jsonl:4").<String>getAs("cluster_key"));
    assertEquals(List.of(), SplitCheck.violations(warehouse.read(Tables.SPLITS)));

    List<Line> all = new ArrayList<>(old);
    all.addAll(more);
    Map<String, Row> again = trial.run(GROUP, SHARES, all);
    assertEquals("left_out", fate(again, "b.jsonl:1"));
    assertEquals(5, count(again, "before"));
    assertEquals(List.of(), SplitCheck.violations(warehouse.read(Tables.SPLITS)));
  }

  @Test
  void aFirstAssignmentHoldsInWhateverOrderDataIsAdded() {
    Splits counts = new Splits(7, OptionalInt.of(20), 0.1, 10, Per.ALL, "auto");
    List<Line> lines = new ArrayList<>(SettlementTrial.lines("b.jsonl", answers("b", 60)));
    Map<String, String> first = splits(trial.run(GROUP, counts, lines));
    assertEquals(10, Collections.frequency(first.values(), "test"));
    assertEquals(20, Collections.frequency(first.values(), "train"));
    assertTrue(Collections.frequency(first.values(), "reserve") > 10, first.toString());

    lines.addAll(SettlementTrial.lines("a.jsonl", answers("a", 30)));
    Collections.shuffle(lines, new Random(3));
    Map<String, String> second = splits(trial.run(GROUP, counts, lines));
    first.forEach((place, split) -> assertEquals(split, second.get(place), place));
    assertEquals(10, Collections.frequency(second.values(), "test"));
    assertEquals(20, Collections.frequency(second.values(), "train"));
  }

  @Test
  void numbersOfEachSourceAreMetByWholeGroups() {
    Splits counts = new Splits(1, OptionalInt.empty(), 0, 12, Per.SOURCE, "auto");
    List<Line> lines = new ArrayList<>();
    for (String file : new String[] {"a.jsonl", "b.jsonl"}) {
      for (int i = 0; i < 45; i++) {
        // Groups of three rows, and of one in the last five.
        String group = file + (i < 40 ? i / 3 : i);
        lines.add(new Line(file, i + 1, group, "Question " + i, words(file + i, 8)));
      }
    }
    Map<String, Row> decided = trial.run(duplicates(Exact.CONTENT, Near.OFF), counts, lines);
    assertEquals(
        Map.of("a test", 12, "a train", 33, "b test", 12, "b train", 33),
        bySource(splits(decided)));
    assertEquals(List.of(), SplitCheck.violations(warehouse.read(Tables.SPLITS)));
    assertEquals(List.of(), SplitNumbers.unmet(warehouse, counts, List.of("a", "b")));

    // As after a kill: the register knows examples of the test split that no table holds.
    warehouse.sql("DELETE FROM instruction_examples WHERE source = 'a' AND split = 'test'");
    List<Line> others = SettlementTrial.lines("a.more.jsonl", answers("more", 9));
    assertEquals(
        Map.of("a test", 9),
        bySource(splits(trial.run(duplicates(Exact.CONTENT, Near.OFF), counts, others))));
    assertEquals(
        List.of(
            "the split test of a has 9 of the 12 examples asked for: there are too few, or the"
                + " groups that are left are larger than the room or hold rows of another source"
                + " that has none"),
        SplitNumbers.unmet(warehouse, counts, List.of("a", "b")));
  }

  @Test
  void sharesOfEachSourceAreMetAsNumbersAreAndHoldWhenRowsAreAdded() {
    Splits shares = new Splits(5, OptionalInt.empty(), 0.1, 0.2, Per.SOURCE, "auto");
    List<Line> lines = new ArrayList<>(SettlementTrial.lines("a.jsonl", answers("a", 50)));
    lines.addAll(SettlementTrial.lines("b.jsonl", answers("b", 15)));
    Duplicates exact = duplicates(Exact.CONTENT, Near.OFF);
    Map<String, String> first = splits(trial.run(exact, shares, lines));
    // 0.1 and 0.2 of 50; 1.5, half up, and 3 of 15.
    Map<String, Integer> expected = new TreeMap<>(Map.of("a test", 10, "a validation", 5));
    expected.putAll(Map.of("a train", 35, "b test", 3, "b validation", 2, "b train", 10));
    assertEquals(expected, bySource(first));

    lines.addAll(SettlementTrial.lines("b.2.jsonl", answers("c", 25)));
    Map<String, String> second = splits(trial.run(exact, shares, lines));
    first.forEach((place, split) -> assertEquals(split, second.get(place), place));
    expected.putAll(Map.of("b test", 8, "b validation", 4, "b train", 28));
    assertEquals(expected, bySource(second));
  }

  @Test
  void groupsThatSpanSourcesCountForEachOfThem() {
    // Source a has no prompt of its own; source b has as many again, so that its own could fill
    // its test split before a has any.
    Splits counts = new Splits(1, OptionalInt.empty(), 0.1, 12, Per.SOURCE, "auto");
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String group = "shared" + i;
      if (i < 50) {
        lines.add(new Line("a.jsonl", i + 1, group, "Question " + i, words("a" + i, 8)));
      }
      lines.add(new Line("b.jsonl", i + 1, group, "Question " + i, words("b" + i, 8)));
    }
    Map<String, Row> decided = trial.run(duplicates(Exact.CONTENT, Near.OFF), counts, lines);
    Map<String, Integer> expected = new TreeMap<>(Map.of("a test", 12, "a validation", 5));
    expected.putAll(Map.of("a train", 33, "b test", 12, "b validation", 10, "b train", 78));
    assertEquals(expected, bySource(splits(decided)));
    assertEquals(List.of(), SplitCheck.violations(warehouse.read(Tables.SPLITS)));
    assertEquals(List.of(), SplitNumbers.unmet(warehouse, counts, List.of("a", "b")));
  }

  private static Map<String, Integer> bySource(Map<String, String> splits) {
    Map<String, Integer> counts = new TreeMap<>();
    splits.forEach((place, split) -> counts.merge(place.charAt(0) + " " + split, 1, Integer::sum));
    return counts;
  }

  @Test
  void nearlyAllPairsAboveTheThresholdAreFoundAndNoneBelowIt() {
    Random random = new Random(11);
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String[] base = words("base" + i + "x", 80).split(" ", -1);
      for (int variant = 0; variant < 4; variant++) {
        String[] changed = base.clone();
        for (int j = 0; j < variant; j++) {
          changed[random.nextInt(changed.length)] = "new" + random.nextInt();
        }
        answers.add(String.join(" ", changed));
      }
    }
    List<Line> lines = SettlementTrial.lines("a.jsonl", answers.toArray(String[]::new));
    Map<String, Row> decided = trial.inFiles().run(GROUP, SHARES, lines);
    int pairs = 0;
    int found = 0;
    for (int i = 0; i < lines.size(); i++) {
      for (int j = i + 1; j < lines.size(); j++) {
        if (similarity(lines, i, j) >= 0.8) {
          pairs++;
          String cluster = decided.get(lines.get(i).place()).getAs("cluster_key");
          found +=
              cluster != null
                      && cluster.equals(decided.get(lines.get(j).place()).getAs("cluster_key"))
                  ? 1
                  : 0;
        }
      }
    }
    assertTrue(pairs > 100, pairs + " pairs");
    assertTrue(found >= 0.95 * pairs, found + " of " + pairs);
    for (Row pair :
        Sessions.shared()
            .read()
            .parquet(trial.lastFolder().resolve("settle/alike").toString())
            .collectAsList()) {
      assertTrue(pair.<Double>getAs("similarity") >= 0.8, pair.toString());
    }
  }

  private static Duplicates duplicates(Exact exact, Near near) {
    return new Duplicates(exact, near, 0.8, 3, 20, 6, Of.EXAMPLE);
  }

  /** The n-th group that the seeded hash puts into a split. */
  private static String group(String split, int n) {
    SplitAssigner assigner = new SplitAssigner(42, 0.2, 0.3);
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> "group " + i)
        .filter(group -> assigner.split(group).label().equals(split))
        .skip(n)
        .findFirst()
        .orElseThrow();
  }

  private static double similarity(List<Line> lines, int one, int other) {
    return Jaccard.ofTexts(text(lines.get(one)), text(lines.get(other)), 3);
  }

  private static String text(Line line) {
    return line.question() + "\n" + line.answer();
  }

  private static String words(String stem, int count) {
    return IntStream.range(0, count).mapToObj(i -> stem + i).collect(Collectors.joining(" "));
  }

  private static String[] answers(String stem, int count) {
    return IntStream.range(0, count).mapToObj(i -> words(stem + i + "x", 8)).toArray(String[]::new);
  }

  private static String slice(String text, int from, int to) {
    return String.join(" ", List.of(text.split(" ", -1)).subList(from, to));
  }

  private static String fate(Map<String, Row> decided, String place) {
    return decided.get(place).getAs("fate");
  }

  private static long count(Map<String, Row> decided, String fate) {
    return decided.values().stream().filter(row -> row.getAs("fate").equals(fate)).count();
  }

  private static Map<String, String> splits(Map<String, Row> decided) {
    Map<String, String> splits = new TreeMap<>();
    decided.forEach((place, row) -> splits.put(place, row.getAs("split")));
    return splits;
  }
}
