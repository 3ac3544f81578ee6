package io.deltatune.benchspark.rows;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The shapes of the rows, each with its share and lengths that resemble those of Alpaca, Tulu-v2,
 * UltraChat, ShareGPT and UltraFeedback: about 1 KB of JSON on average, one row in a hundred above
 * 5 KB.
 */
enum Shape {
  /** instruction, input (often empty), output. */
  ALPACA(55) {
    @Override
    List<String> texts(SplittableRandom random, Prose prose) {
      boolean input = random.nextInt(10) < 4;
      return List.of(
          prose.task(random, Prose.words(random, 11, 0.4, 40)),
          input ? prose.text(random, Prose.words(random, 14, 0.8, 300)) : "",
          prose.text(random, Prose.words(random, 42, 0.9, 900)));
    }

    @Override
    void write(JsonGenerator json, List<String> texts) throws IOException {
      json.writeStringField("instruction", texts.get(0));
      json.writeStringField("input", texts.get(1));
      json.writeStringField("output", texts.get(2));
    }
  },
  /** messages: half of one exchange, half of several. */
  MESSAGES(25) {
    @Override
    List<String> texts(SplittableRandom random, Prose prose) {
      int exchanges = random.nextBoolean() ? 1 : 2 + random.nextInt(3);
      return turns(random, prose, exchanges, 95);
    }

    @Override
    void write(JsonGenerator json, List<String> texts) throws IOException {
      writeTurns(json, texts, "messages", "role", "content", "user", "assistant");
    }
  },
  /** conversations with from and value. */
  SHAREGPT(10) {
    @Override
    List<String> texts(SplittableRandom random, Prose prose) {
      return turns(random, prose, 1 + random.nextInt(3), 90);
    }

    @Override
    void write(JsonGenerator json, List<String> texts) throws IOException {
      writeTurns(json, texts, "conversations", "from", "value", "human", "gpt");
    }
  },
  /** prompt, chosen, rejected. */
  PREFERENCE(10) {
    @Override
    List<String> texts(SplittableRandom random, Prose prose) {
      return List.of(
          prose.task(random, Prose.words(random, 25, 0.6, 200)),
          prose.text(random, Prose.words(random, 75, 0.7, 900)),
          prose.text(random, Prose.words(random, 75, 0.7, 900)));
    }

    @Override
    void write(JsonGenerator json, List<String> texts) throws IOException {
      json.writeStringField("prompt", texts.get(0));
      json.writeStringField("chosen", texts.get(1));
      json.writeStringField("rejected", texts.get(2));
    }
  };

  /** Of a hundred rows. */
  private final int share;

  Shape(int share) {
    this.share = share;
  }

  /** The texts of a new row, in the order of its fields or turns. */
  abstract List<String> texts(SplittableRandom random, Prose prose);

  /** The texts as the fields of an object that was begun. */
  abstract void write(JsonGenerator json, List<String> texts) throws IOException;

  static Shape draw(SplittableRandom random) {
    int drawn = random.nextInt(100);
    for (Shape shape : values()) {
      drawn -= shape.share;
      if (drawn < 0) {
        return shape;
      }
    }
    throw new IllegalStateException("the shares do not add up to 100");
  }

  private static List<String> turns(
      SplittableRandom random, Prose prose, int exchanges, int median) {
    List<String> turns = new ArrayList<>();
    for (int exchange = 0; exchange < exchanges; exchange++) {
      turns.add(prose.task(random, Prose.words(random, 17, 0.6, 300)));
      turns.add(prose.text(random, Prose.words(random, median, 0.7, 900)));
    }
    return turns;
  }

  private static void writeTurns(
      JsonGenerator json,
      List<String> texts,
      String field,
      String role,
      String content,
      String user,
      String assistant)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (int turn = 0; turn < texts.size(); turn++) {
      json.writeStartObject();
      json.writeStringField(role, turn % 2 == 0 ? user : assistant);
      json.writeStringField(content, texts.get(turn));
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
