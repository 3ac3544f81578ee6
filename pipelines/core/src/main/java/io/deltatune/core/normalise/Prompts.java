package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.Role;
import java.util.List;
import java.util.Optional;

/** What a row asks, in the forms that several shapes share. */
final class Prompts {
  /** The fields of a system text, for rows whose turns do not begin with one. */
  static final String[] SYSTEM = {"system", "system_prompt"};

  /** The fields of a prompt that is a text or a list of turns. */
  static final String[] PROMPT = {"prompt", "question", "query", "input"};

  private Prompts() {}

  /** The system text and one turn of the user. */
  static Turns user(JsonNode fields, String user) {
    return new Turns().systemUnlessGiven(system(fields)).add(Role.USER, user);
  }

  /** A row's system text, where it says something. */
  static Optional<String> system(JsonNode fields) {
    return Fields.optionalContent(fields, SYSTEM);
  }

  /**
   * The first of these fields: a list of turns, a transcript that ends with {@code Assistant:}, or
   * a text that is the user's only turn; behind the system text.
   */
  static Turns of(JsonNode fields, String... names) {
    if (Fields.isList(fields, names)) {
      return Turns.ofField(fields, names).systemUnlessGiven(system(fields));
    }
    String text = Fields.text(fields, names);
    return Transcript.HH.begins(text)
        ? Transcript.HH.read(text).withoutOpenAnswer().systemUnlessGiven(system(fields))
        : user(fields, text);
  }

  /** An answer that is a text or a list of one turn, the model's. */
  static String answer(JsonNode fields, String... names) {
    JsonNode value = Fields.present(fields, names);
    if (value.isTextual() && !Fields.isList(fields, names)) {
      return NormalText.of(value.textValue());
    }
    Turns turns =
        value.isObject() ? new Turns().add(value, names[0]) : Turns.ofField(fields, names);
    List<Message> messages = turns.messages();
    if (messages.size() != 1 || messages.get(0).role() != Role.MODEL) {
      throw new Rejection(
          RejectionReason.BAD_TURNS, "the field '" + names[0] + "' is not one turn of the model");
    }
    return messages.get(0).content();
  }

  /** Alpaca's {@code instruction} and, on the next line, the text that it is about. */
  static String instruction(JsonNode fields, String... about) {
    String instruction = Fields.text(fields, "instruction");
    return Fields.optionalContent(fields, about)
        .map(text -> instruction.isBlank() ? text : instruction + "\n" + text)
        .orElse(instruction);
  }
}
