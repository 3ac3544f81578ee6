package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.core.example.Conversation;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The turns of a conversation in the making, in the forms that datasets write them: {@code role} or
 * {@code from} says who speaks (see {@link Speaker}), {@code content}, {@code value} or {@code
 * text} what is said, as a text or as a list of parts of which each is a text.
 *
 * <p>A system turn that says nothing is left out. A call of a tool ({@code function_call}, or
 * {@code tool_calls} as OpenAI writes them) is a turn of the model, the JSON of each call on its
 * own line; what tools give back is a turn of the user, and several in a row are one, a line each.
 */
final class Turns {
  static final String[] ROLE = {"role", "from"};
  static final String[] CONTENT = {"content", "value", "text"};

  private final List<Message> messages = new ArrayList<>();
  private final StringBuilder observed = new StringBuilder();

  /** The turns of a list of objects. */
  static Turns of(JsonNode list, String name) {
    Turns turns = new Turns();
    for (JsonNode turn : list) {
      turns.add(turn, name);
    }
    return turns;
  }

  /** The turns of the first of these fields, which must be a list. */
  static Turns ofField(JsonNode fields, String... names) {
    return of(Fields.list(fields, names), names[0]);
  }

  /** Appends a turn as a row writes it. */
  Turns add(JsonNode turn, String name) {
    if (!turn.isObject()) {
      throw Fields.wrongType(name, "a list of objects", turn);
    }
    Speaker speaker = Speaker.named(Fields.text(turn, ROLE));
    if (speaker == Speaker.OBSERVATION) {
      return observation(content(turn));
    }
    JsonNode calls = ToolCalls.in(turn);
    String content = calls == null ? content(turn) : ToolCalls.turn(turn, calls);
    return switch (speaker) {
      case SYSTEM -> system(content);
      case USER -> add(Role.USER, content);
      default -> add(Role.MODEL, content);
    };
  }

  /** Appends a turn of normal text. */
  Turns add(Role role, String text) {
    closeObservation();
    messages.add(new Message(role, text));
    return this;
  }

  /** Appends a system turn, where it says something. */
  Turns system(String text) {
    return text.isBlank() ? this : add(Role.SYSTEM, text);
  }

  /** Drops a last turn of the model in which nothing is said. */
  Turns withoutOpenAnswer() {
    int last = messages().size() - 1;
    if (last >= 0
        && messages.get(last).role() == Role.MODEL
        && messages.get(last).content().isEmpty()) {
      messages.remove(last);
    }
    return this;
  }

  /** Puts a system turn first, unless the turns begin with one. */
  Turns systemUnlessGiven(Optional<String> text) {
    if (text.isPresent() && (messages().isEmpty() || messages.get(0).role() != Role.SYSTEM)) {
      messages.add(0, new Message(Role.SYSTEM, text.get()));
    }
    return this;
  }

  /** Appends a text to the system turn, or makes one of it. */
  Turns appendToSystem(String text) {
    if (messages().isEmpty() || messages.get(0).role() != Role.SYSTEM) {
      messages.add(0, new Message(Role.SYSTEM, text));
    } else {
      messages.set(0, new Message(Role.SYSTEM, messages.get(0).content() + "\n\n" + text));
    }
    return this;
  }

  /** The turns so far. */
  List<Message> messages() {
    closeObservation();
    return messages;
  }

  /** The conversation, whose turns must be in order and say something. */
  Conversation conversation() {
    return Examples.conversation(messages());
  }

  private Turns observation(String text) {
    observed.append(observed.length() == 0 ? "" : "\n").append(text);
    return this;
  }

  private void closeObservation() {
    if (observed.length() > 0) {
      messages.add(new Message(Role.USER, observed.toString()));
      observed.setLength(0);
    }
  }

  /** What is said in a turn, in normal form. */
  static String content(JsonNode turn) {
    JsonNode value = Fields.present(turn, CONTENT);
    return value.isArray() ? parts(value) : Fields.normalText(value, CONTENT[0]);
  }

  private static String parts(JsonNode list) {
    StringBuilder text = new StringBuilder();
    for (JsonNode part : list) {
      if (part.isTextual()) {
        text.append(part.textValue());
        continue;
      }
      JsonNode type = part.get("type");
      JsonNode said = Fields.value(part, "text", "value");
      if (said == null || !said.isTextual() || (type != null && !type.asText().contains("text"))) {
        throw Fields.wrongType(CONTENT[0], "a text or a list of texts", part);
      }
      text.append(said.textValue());
    }
    return NormalText.of(text.toString());
  }
}
