package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Several answers to one prompt in one row: a list of texts, or of objects with the text and
 * perhaps a score or a rank; scores and ranks may also be lists beside it.
 */
final class Answers {
  /** The fields that hold the list. */
  static final String[] LIST = {
    "completions", "responses", "answers", "candidates", "outputs", "generations"
  };

  private static final String[] TEXT = {
    "response", "completion", "answer", "text", "content", "output", "generated_text"
  };
  private static final String[] SCORE = {
    "overall_score", "score", "rating", "pm_score", "reward", "upvotes", "votes"
  };
  private static final String[] RANK = {"rank", "ranking"};
  private static final String[] SCORES = {"scores", "overall_scores", "ratings", "rewards"};
  private static final String[] RANKS = {"ranks", "ranking", "rankings"};

  private Answers() {}

  /**
   * One answer.
   *
   * @param text in normal form
   * @param score what the row says of it, empty if nothing
   * @param worth the score, or the rank with its sign turned: the higher, the better
   */
  record Answer(String text, OptionalDouble score, OptionalDouble worth) {}

  /** The answers of a row in their order. */
  static List<Answer> of(JsonNode fields) {
    JsonNode scores = Fields.value(fields, SCORES);
    JsonNode ranks = Fields.value(fields, RANKS);
    List<Answer> answers = new ArrayList<>();
    for (JsonNode element : Fields.list(fields, LIST)) {
      int place = answers.size();
      OptionalDouble score = Fields.number(at(scores, place, element, SCORE));
      OptionalDouble rank = Fields.number(at(ranks, place, element, RANK));
      OptionalDouble worth =
          score.isPresent() || rank.isEmpty() ? score : OptionalDouble.of(-rank.getAsDouble());
      answers.add(new Answer(text(element), score, worth));
    }
    return answers;
  }

  private static JsonNode at(JsonNode list, int place, JsonNode element, String... names) {
    JsonNode beside = list == null ? null : list.get(place);
    return beside == null ? Fields.value(element, names) : beside;
  }

  private static String text(JsonNode element) {
    return element.isTextual() ? NormalText.of(element.textValue()) : Fields.text(element, TEXT);
  }

  /** Whether a row says of an answer how good it is. */
  static boolean areRanked(JsonNode fields) {
    JsonNode list = Fields.value(fields, LIST);
    return Fields.isList(fields, SCORES)
        || Fields.isList(fields, RANKS)
        || Fields.has(list.path(0), SCORE)
        || Fields.has(list.path(0), RANK);
  }

  /** The place of the first answer of the highest worth, or of the last one of the lowest. */
  static int extreme(List<Answer> answers, boolean best) {
    int found = -1;
    for (int i = 0; i < answers.size(); i++) {
      OptionalDouble worth = answers.get(i).worth();
      if (worth.isEmpty()) {
        continue;
      }
      double known = found < 0 ? 0 : answers.get(found).worth().getAsDouble();
      boolean better = best ? worth.getAsDouble() > known : worth.getAsDouble() <= known;
      found = found < 0 || better ? i : found;
    }
    return found;
  }
}
