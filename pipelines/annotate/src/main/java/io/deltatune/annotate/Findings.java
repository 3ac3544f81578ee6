package io.deltatune.annotate;

import io.deltatune.core.recipe.ingest.Annotator;
import io.deltatune.data.annotation.TextAnnotator;
import io.deltatune.data.row.FoundSpan;
import io.deltatune.data.table.RecordCodec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import scala.collection.JavaConverters;

/**
 * Spark NLP's annotations of one text as spans of the table {@code annotations}: only those that
 * were asked for, by place, without any personal data.
 *
 * @param asked what is kept
 */
record Findings(Set<Annotator> asked) implements UDF1<Row, List<Row>> {
  private static final String PERSONAL = Rules.PERSONAL_DATA + "/";
  private static final RecordCodec<FoundSpan> CODEC = RecordCodec.of(FoundSpan.class);
  private static final Comparator<FoundSpan> BY_PLACE =
      Comparator.comparingInt(FoundSpan::begin)
          .thenComparingInt(FoundSpan::end)
          .thenComparing(FoundSpan::annotator)
          .thenComparing(FoundSpan::label);

  @Override
  public List<Row> call(Row row) {
    String text = row.getAs(TextAnnotator.TEXT);
    List<FoundSpan> found = new ArrayList<>();
    for (String column : row.schema().fieldNames()) {
      Annotator annotator = annotator(column);
      if (annotator != null) {
        for (Row span : row.<Row>getList(row.fieldIndex(column))) {
          int from = annotator == Annotator.DATES ? sentenceBegin(row, span) : 0;
          span(annotator, span, from, text).ifPresent(found::add);
        }
      }
    }
    return masked(withoutPartsOfDates(found)).stream()
        .filter(
            span -> asked.contains(Annotator.valueOf(span.annotator().toUpperCase(Locale.ROOT))))
        .distinct()
        .sorted(BY_PLACE)
        .map(CODEC::encode)
        .toList();
  }

  private static Annotator annotator(String column) {
    if (column.startsWith(Stages.PHRASES)) {
      return Annotator.PHRASES;
    }
    return switch (column) {
      case Stages.PATTERNS -> Annotator.PATTERNS;
      case Stages.ENTITIES -> Annotator.ENTITIES;
      case Stages.DATES -> Annotator.DATES;
      case Stages.KEY_PHRASES -> Annotator.KEY_PHRASES;
      default -> null;
    };
  }

  /** Spark NLP counts the places of dates from the beginning of their sentence. */
  private static int sentenceBegin(Row row, Row date) {
    String sentence = metadata(date, "sentence");
    for (Row candidate : row.<Row>getList(row.fieldIndex(Stages.SENTENCES))) {
      if (metadata(candidate, "sentence").equals(sentence)) {
        return candidate.getAs("begin");
      }
    }
    throw new IllegalStateException("a date in the unknown sentence " + sentence);
  }

  private static Optional<FoundSpan> span(Annotator annotator, Row span, int from, String text) {
    int begin = from + (int) span.getAs("begin");
    // Spark NLP counts the last character in.
    int end = Math.min(from + (int) span.getAs("end") + 1, text.length());
    if (begin < 0 || begin >= end) {
      return Optional.empty();
    }
    return Optional.of(
        new FoundSpan(
            annotator.name().toLowerCase(Locale.ROOT),
            label(annotator, span),
            begin,
            end,
            text.substring(begin, end),
            value(annotator, span)));
  }

  private static String label(Annotator annotator, Row span) {
    return switch (annotator) {
      case PATTERNS -> metadata(span, "identifier");
      case PHRASES, ENTITIES -> metadata(span, "entity");
      case DATES -> "date";
      default -> "yake";
    };
  }

  private static String value(Annotator annotator, Row span) {
    return switch (annotator) {
      case ENTITIES -> metadata(span, "id");
      case DATES -> span.getAs("result");
      case KEY_PHRASES -> metadata(span, "score");
      default -> null;
    };
  }

  private static String metadata(Row span, String key) {
    scala.collection.Map<String, String> metadata = span.getAs("metadata");
    return JavaConverters.mapAsJavaMap(metadata).getOrDefault(key, "");
  }

  /** Of {@code 2020-05-06} Spark NLP also finds {@code 05-06}. */
  private static List<FoundSpan> withoutPartsOfDates(List<FoundSpan> found) {
    String dates = Annotator.DATES.name().toLowerCase(Locale.ROOT);
    List<FoundSpan> whole = found.stream().filter(span -> span.annotator().equals(dates)).toList();
    return found.stream()
        .filter(
            span ->
                !span.annotator().equals(dates)
                    || whole.stream().noneMatch(date -> isInside(span, date)))
        .toList();
  }

  private static boolean isInside(FoundSpan part, FoundSpan whole) {
    return whole.begin() <= part.begin()
        && part.end() <= whole.end()
        && part.end() - part.begin() < whole.end() - whole.begin();
  }

  private static List<FoundSpan> masked(List<FoundSpan> found) {
    List<FoundSpan> personal =
        found.stream().filter(span -> span.label().startsWith(PERSONAL)).toList();
    String dates = Annotator.DATES.name().toLowerCase(Locale.ROOT);
    return found.stream()
        .map(span -> masked(span, personal))
        // Of the digits of a telephone number dates are made, too.
        .filter(span -> !(span.annotator().equals(dates) && span.value() == null))
        .toList();
  }

  private static FoundSpan masked(FoundSpan span, List<FoundSpan> personal) {
    for (FoundSpan secret : personal) {
      if (span.begin() < secret.end() && secret.begin() < span.end()) {
        String shown = "[" + secret.label().substring(PERSONAL.length()) + "]";
        return new FoundSpan(span.annotator(), span.label(), span.begin(), span.end(), shown, null);
      }
    }
    return span;
  }
}
