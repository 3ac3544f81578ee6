package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.core.example.Conversation;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.PreferencePair;
import io.deltatune.core.example.Role;
import java.util.List;
import java.util.OptionalDouble;

/** Pairs of answers, in the forms that several shapes share. */
final class Pairs {
  static final String CHOSEN = "chosen";
  static final String REJECTED = "rejected";

  private static final String[] CHOSEN_SCORE = {
    "score_chosen", "chosen_score", "chosen-rating", "chosen_rating"
  };
  private static final String[] REJECTED_SCORE = {
    "score_rejected", "rejected_score", "rejected-rating", "rejected_rating"
  };

  private Pairs() {}

  /** Whether a row has a better or a worse answer. */
  static boolean in(JsonNode fields) {
    return Fields.has(fields, CHOSEN, REJECTED);
  }

  /** A prompt and the fields {@code chosen} and {@code rejected}, each an answer. */
  static PreferencePair of(RawRecord row, Turns prompt) {
    String chosen = Prompts.answer(row.fields(), CHOSEN);
    String rejected = Prompts.answer(row.fields(), REJECTED);
    return scored(row, Examples.prompt(prompt.messages()), chosen, rejected);
  }

  /**
   * Two conversations that are the same up to their last turns, which are the model's: what they
   * share is the prompt.
   */
  static PreferencePair sharing(RawRecord row, Turns chosen, Turns rejected) {
    List<Message> better = chosen.messages();
    List<Message> worse = rejected.messages();
    int last = better.size() - 1;
    if (better.size() != worse.size()
        || last < 0
        || !better.subList(0, last).equals(worse.subList(0, last))) {
      throw new Rejection(
          RejectionReason.BAD_TURNS, "chosen and rejected differ before their last turns");
    }
    if (better.get(last).role() != Role.MODEL || worse.get(last).role() != Role.MODEL) {
      throw new Rejection(RejectionReason.BAD_TURNS, "the last turns are not the model's");
    }
    Conversation prompt = Examples.prompt(better.subList(0, last));
    return scored(row, prompt, better.get(last).content(), worse.get(last).content());
  }

  private static PreferencePair scored(
      RawRecord row, Conversation prompt, String chosen, String rejected) {
    OptionalDouble better = Fields.number(Fields.value(row.fields(), CHOSEN_SCORE));
    OptionalDouble worse = Fields.number(Fields.value(row.fields(), REJECTED_SCORE));
    return Examples.preference(row, prompt, chosen, rejected, better, worse);
  }
}
