package io.deltatune.annotate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.config.InputPath;
import io.deltatune.core.error.UserError;
import io.deltatune.core.recipe.ingest.Annotation;
import io.deltatune.core.recipe.ingest.Annotator;
import io.deltatune.data.annotation.TextAnnotator;
import io.deltatune.data.row.FoundSpan;
import io.deltatune.data.table.RecordCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Expected spans were counted by hand in the texts. */
class SparkNlpAnnotatorTest {
  private static final String COUNSEL =
      "I want to  die. On 2020-05-06 I began CBT. My panic attacks came back. "
          + "Write to anna.b@example.org or call +49 30 1234567!";
  private static final TextAnnotator ALL = annotator(List.of(Annotator.values()));

  @TempDir static Path folder;

  @Test
  void sentencesAndWordsAreCounted() {
    Row row = annotate(ALL, "I sleep badly. My heart races, too!").get(0);
    assertEquals(2, row.<Integer>getAs("sentences"));
    // I sleep badly . My heart races , too !
    assertEquals(10, row.<Integer>getAs("tokens"));
    assertEquals(5.0, row.<Double>getAs("mean_sentence_tokens"));
  }

  @Test
  void everyAnnotatorFindsItsOwn() {
    List<FoundSpan> found = found(annotate(ALL, COUNSEL).get(0));
    assertTrue(
        found.contains(new FoundSpan("phrases", "crisis", 2, 14, "want to  die", null)), //
        found.toString());
    assertTrue(
        found.contains(new FoundSpan("dates", "date", 19, 29, "2020-05-06", "2020-05-06")),
        found.toString());
    assertTrue(
        found.contains(new FoundSpan("entities", "therapy", 38, 41, "CBT", "CBT")), //
        found.toString());
    assertTrue(
        found.contains(new FoundSpan("entities", "disorder", 46, 59, "panic attacks", "anxiety")),
        found.toString());
    assertEquals(
        1, found.stream().filter(span -> span.annotator().equals("dates")).count(), "one date");
    long keyPhrases = found.stream().filter(span -> span.annotator().equals("key_phrases")).count();
    assertTrue(keyPhrases >= 1, found.toString());
  }

  @Test
  void refusalsAreFoundByTheirWording() {
    String text = "As an AI language model, I'm sorry, but I can't help with that.";
    List<String> labels =
        found(annotate(ALL, text).get(0)).stream()
            .filter(span -> span.annotator().equals("patterns"))
            .map(FoundSpan::label)
            .toList();
    assertEquals(List.of("refusal/machine", "refusal/sorry", "refusal/unable"), labels);
  }

  @Test
  void noAnnotationTellsPersonalDataWhateverAnnotatorFoundIt() {
    for (TextAnnotator annotator : List.of(ALL, annotator(List.of(Annotator.KEY_PHRASES)))) {
      List<FoundSpan> found = found(annotate(annotator, COUNSEL).get(0));
      assertFalse(found.toString().contains("anna"), found.toString());
      assertFalse(found.toString().contains("1234567"), found.toString());
    }
    List<FoundSpan> found = found(annotate(ALL, COUNSEL).get(0));
    assertTrue(
        found.contains(new FoundSpan("patterns", "personal_data/email", 80, 98, "[email]", null)),
        found.toString());
    assertTrue(
        found.contains(
            new FoundSpan("patterns", "personal_data/telephone", 107, 121, "[telephone]", null)),
        found.toString());
  }

  @Test
  void onlyWhatWasAskedForIsKept() {
    Row row = annotate(annotator(List.of(Annotator.PATTERNS)), COUNSEL).get(0);
    assertNull(row.getAs("sentences"));
    assertNull(row.getAs("tokens"));
    assertNull(row.getAs("mean_sentence_tokens"));
    assertEquals(
        List.of("patterns", "patterns"), found(row).stream().map(FoundSpan::annotator).toList());
  }

  @Test
  void textsOfAnyKindAreAnnotated() {
    List<String> texts =
        List.of(
            "",
            " \n\t",
            "\u0000\u0001",
            "\ud800 half",
            "你好。今天我很难过。",
            "x".repeat(50_000),
            "a ".repeat(10_000),
            "((((((((((",
            "9".repeat(3_000),
            "\ud83d\ude00 mail a@example.org");
    List<Row> rows = annotate(ALL, texts.toArray(String[]::new));
    assertEquals(texts.size(), rows.size());
    Row emoji = rows.get(texts.size() - 1);
    FoundSpan mail =
        found(emoji).stream()
            .filter(span -> span.label().equals("personal_data/email"))
            .findFirst()
            .orElseThrow();
    assertEquals(8, mail.begin());
    assertEquals(21, mail.end());
  }

  @Test
  void aUsersRulesComeBehindTheBuiltInOnesAndMakeAnotherVersion() throws IOException {
    Path patterns = write("patterns.tsv", "# own", "personal_data/ward\tWard [0-9]+");
    Path phrases = write("phrases.tsv", "homesick/home\tmiss my home");
    Annotation settings =
        new Annotation(
            true,
            List.of(Annotator.PATTERNS, Annotator.PHRASES),
            Optional.of(InputPath.of(patterns)),
            Optional.of(InputPath.of(phrases)),
            Optional.empty(),
            5);
    TextAnnotator own = SparkNlpAnnotator.of(Sessions.shared(), settings);
    assertEquals(
        List.of(
            new FoundSpan("phrases", "homesick", 2, 14, "miss my home", null),
            new FoundSpan("patterns", "personal_data/ward", 18, 24, "[ward]", null)),
        found(annotate(own, "I miss my home in Ward 7.").get(0)));
    assertNotEquals(
        annotator(List.of(Annotator.PATTERNS, Annotator.PHRASES)).version(), own.version());
    assertEquals(annotator(List.of(Annotator.values())).version(), ALL.version());
  }

  @Test
  void aFileThatHoldsNoRulesIsAUsersMistake() throws IOException {
    assertTrue(mistake(write("bad.tsv", "no tab")).contains("line 1"));
    assertTrue(mistake(write("open.tsv", "kind/name\t(open")).contains("no regular expression"));
    assertTrue(mistake(folder.resolve("absent.tsv")).contains("cannot read"));
  }

  private static String mistake(Path patterns) {
    Annotation settings =
        new Annotation(
            true,
            List.of(Annotator.PATTERNS),
            Optional.of(InputPath.of(patterns)),
            Optional.empty(),
            Optional.empty(),
            5);
    return assertThrows(UserError.class, () -> SparkNlpAnnotator.of(Sessions.shared(), settings))
        .getMessage();
  }

  private static TextAnnotator annotator(List<Annotator> annotators) {
    return SparkNlpAnnotator.of(
        Sessions.shared(),
        new Annotation(true, annotators, Optional.empty(), Optional.empty(), Optional.empty(), 5));
  }

  /** In the order of the texts. */
  private static List<Row> annotate(TextAnnotator annotator, String... texts) {
    Dataset<Row> rows =
        Sessions.shared()
            .createDataset(List.of(texts), Encoders.STRING())
            .toDF(TextAnnotator.TEXT)
            .withColumn("place", functions.monotonically_increasing_id());
    return annotator.annotate(rows).orderBy("place").collectAsList();
  }

  private static List<FoundSpan> found(Row row) {
    List<FoundSpan> spans = new ArrayList<>();
    for (Row span : row.<Row>getList(row.fieldIndex("found"))) {
      spans.add(RecordCodec.of(FoundSpan.class).decode(span));
    }
    return spans;
  }

  private static Path write(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), List.of(lines));
  }
}
