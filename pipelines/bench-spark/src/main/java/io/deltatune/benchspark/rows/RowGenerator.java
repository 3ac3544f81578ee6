package io.deltatune.benchspark.rows;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.deltatune.benchspark.rows.GeneratedRow.Kind;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Rows by their number: each is made from the seed and its number alone, so that any part can be
 * made anywhere and repeated rows find their origin without memory. Thread-safe.
 */
public final class RowGenerator {
  /** Rows in a thousand. */
  private static final int NEAR = 50;

  private static final int EXACT = 10;
  private static final int BROKEN = 5;

  /** The largest share of the words of a near duplicate that differ from its origin. */
  private static final double MOST_EDITS = 0.05;

  /** Repeated rows have their origin at most this many rows before them. */
  private static final long REACH = 1_000_000;

  private static final JsonFactory JSON = new JsonFactory();
  private final long seed;
  private final Vocabulary vocabulary = Vocabulary.english();
  private final Prose prose = new Prose(vocabulary);
  private final Edits edits = new Edits(vocabulary);

  public RowGenerator(long seed) {
    this.seed = seed;
  }

  /** The row of a number. */
  public GeneratedRow row(long number) {
    SplittableRandom random = random(number);
    Kind kind = kind(number, random);
    if (kind == Kind.ORIGINAL) {
      return new GeneratedRow(number, kind, number, original(number, random));
    }
    if (kind == Kind.BROKEN) {
      return new GeneratedRow(number, kind, number, Broken.row(number, random, prose));
    }
    long origin = origin(number, random);
    SplittableRandom again = random(origin);
    kind(origin, again);
    Shape shape = Shape.draw(again);
    List<String> texts = shape.texts(again, prose);
    if (kind == Kind.NEAR) {
      texts = edits.changed(texts, random.nextDouble() * MOST_EDITS, random);
    }
    return new GeneratedRow(number, kind, origin, json(number, shape, texts));
  }

  private String original(long number, SplittableRandom random) {
    Shape shape = Shape.draw(random);
    return json(number, shape, shape.texts(random, prose));
  }

  /** An earlier original; the first rows are originals. */
  private long origin(long number, SplittableRandom random) {
    long reach = Math.min(number, REACH);
    long candidate = number - 1 - random.nextLong(reach);
    while (kind(candidate, random(candidate)) != Kind.ORIGINAL) {
      candidate--;
    }
    return candidate;
  }

  private static Kind kind(long number, SplittableRandom random) {
    int drawn = random.nextInt(1000);
    if (number == 0 || drawn >= NEAR + EXACT + BROKEN) {
      return Kind.ORIGINAL;
    }
    return drawn < NEAR ? Kind.NEAR : drawn < NEAR + EXACT ? Kind.EXACT : Kind.BROKEN;
  }

  private SplittableRandom random(long number) {
    return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number);
  }

  private static String json(long number, Shape shape, List<String> texts) {
    StringWriter text = new StringWriter(1024);
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("id", "row-" + number);
      shape.write(json, texts);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
