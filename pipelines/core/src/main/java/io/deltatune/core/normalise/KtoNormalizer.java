package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.example.Conversation;
import io.deltatune.core.example.Example;
import io.deltatune.core.example.Message;
import java.util.List;
import java.util.Locale;

/**
 * Rows of an answer and a {@code label} (or {@code kto_tag}) that says whether it is desirable,
 * true or false, 1 or 0. The answer is TRL's {@code completion} to a {@code prompt}, or the last
 * turn of {@code messages} or {@code conversations}, or Alpaca's {@code output}. Where {@code
 * messages} stand beside a {@code completion}, they are its prompt.
 */
public final class KtoNormalizer implements Normalizer {
  private static final long serialVersionUID = 1L;

  private static final String[] LABEL = {"label", "kto_tag"};
  private static final String[] CONVERSATION = {"messages", "conversations", "conversation"};
  private static final String[] ANSWER = {"completion", "response", "answer", "output"};

  @Override
  public String name() {
    return "kto";
  }

  @Override
  public boolean recognises(ObjectNode fields) {
    JsonNode label = Fields.value(fields, LABEL);
    boolean yesOrNo = label == null || label.isBoolean() || isTruth(label);
    return yesOrNo
        && Fields.has(fields, LABEL)
        && (fields.has("completion")
            || Fields.has(fields, CONVERSATION)
            || (Fields.has(fields, ANSWER) && Fields.has(fields, "prompt", "instruction")));
  }

  private static boolean isTruth(JsonNode label) {
    String text = label.asText().toLowerCase(Locale.ROOT);
    return text.equals("true") || text.equals("false");
  }

  @Override
  public Result<List<Example>> normalise(RawRecord row) {
    return Rejection.exampleOf(
        () -> {
          JsonNode fields = row.fields();
          boolean desirable = desirable(fields);
          if (Fields.value(fields, CONVERSATION) != null) {
            Turns turns = Turns.ofField(fields, CONVERSATION);
            turns.systemUnlessGiven(Prompts.system(fields));
            return ofTurns(row, turns.messages(), desirable);
          }
          Turns prompt =
              fields.has("instruction")
                  ? Prompts.user(fields, Prompts.instruction(fields, "input"))
                  : Prompts.of(fields, Prompts.PROMPT);
          String answer = Prompts.answer(fields, ANSWER);
          return Examples.labelled(row, Examples.prompt(prompt.messages()), answer, desirable);
        });
  }

  private static Example ofTurns(RawRecord row, List<Message> turns, boolean desirable) {
    if (Fields.value(row.fields(), "completion") != null) {
      String answer = Prompts.answer(row.fields(), "completion");
      return Examples.labelled(row, Examples.prompt(turns), answer, desirable);
    }
    Conversation conversation = Examples.answered(turns);
    return Examples.labelled(row, conversation.prompt(), conversation.last().content(), desirable);
  }

  private static boolean desirable(JsonNode fields) {
    JsonNode label = Fields.present(fields, LABEL);
    String text = label.asText().toLowerCase(Locale.ROOT);
    return switch (text) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw Fields.wrongType(LABEL[0], "true or false", label);
    };
  }
}
