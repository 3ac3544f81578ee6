package io.deltatune.core.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.core.text.PythonText;
import java.util.ArrayList;
import java.util.List;

/**
 * Renders messages as files hold them, {@code [{"role", "content"}, ...]}, by Gemma 3's chat
 * template and with all that {@code apply_chat_template} of transformers takes and our own {@link
 * io.deltatune.core.example.Conversation} does not: contents that are null, missing or lists of
 * parts, roles besides user and assistant at odd places, a system message alone.
 *
 * <p>Parts are {@code {"type": "text", "text"}}, each trimmed, and {@code {"type": "image"}}, which
 * gives {@code <start_of_image>}; whatever else stands in a list is passed over, as the template
 * does. Of a system message's list only the first part counts.
 */
public final class JsonMessages {
  private static final String ALTERNATION =
      "Conversation roles must alternate user/assistant/user/assistant/...";
  private static final String ROLE = "role";
  private static final String CONTENT = "content";
  private static final String TEXT = "text";
  private static final String MODEL = "model";

  private final ChatSegments segments = new ChatSegments();

  private JsonMessages() {}

  /**
   * @param messages an array of objects
   * @param addGenerationPrompt whether {@code <start_of_turn>model\n} closes the text
   * @throws ChatTemplateException if transformers refuses the messages
   */
  public static List<ChatSegment> segments(JsonNode messages, boolean addGenerationPrompt)
      throws ChatTemplateException {
    JsonMessages template = new JsonMessages();
    template.render(checked(messages));
    if (addGenerationPrompt) {
      GemmaChatTemplate.openAnswer(template.segments);
    }
    return template.segments.list();
  }

  private static List<JsonNode> checked(JsonNode messages) throws ChatTemplateException {
    if (messages == null || !messages.isArray()) {
      throw new ChatTemplateException("messages must be a list of {role, content}");
    }
    List<JsonNode> turns = new ArrayList<>();
    for (JsonNode message : messages) {
      if (!message.isObject()) {
        throw new ChatTemplateException(
            "message " + turns.size() + " is not an object with role and content");
      }
      turns.add(message);
    }
    if (turns.isEmpty()) {
      throw new ChatTemplateException("the conversation is empty");
    }
    return turns;
  }

  private void render(List<JsonNode> messages) throws ChatTemplateException {
    segments.control(ControlToken.BEGINNING_OF_TEXT, false);
    boolean system = isRole(messages.get(0), "system");
    String prefix =
        system ? GemmaChatTemplate.systemPrefix(systemText(messages.get(0).get(CONTENT))) : "";
    List<JsonNode> turns = system ? messages.subList(1, messages.size()) : messages;
    for (int index = 0; index < turns.size(); index++) {
      JsonNode turn = turns.get(index);
      if (isRole(turn, "user") != (index % 2 == 0)) {
        throw new ChatTemplateException(ALTERNATION);
      }
      String role = role(turn);
      boolean answer = role.equals(MODEL);
      GemmaChatTemplate.openTurn(segments, role, index == 0 ? prefix : "");
      content(turn.get(CONTENT), answer);
      GemmaChatTemplate.closeTurn(segments, answer);
    }
  }

  private static boolean isRole(JsonNode message, String role) {
    return message.path(ROLE).isTextual() && message.get(ROLE).textValue().equals(role);
  }

  private static String role(JsonNode message) throws ChatTemplateException {
    JsonNode role = message.path(ROLE);
    if (!role.isTextual()) {
      throw new ChatTemplateException("a message has no role, or one that is not a string");
    }
    return role.textValue().equals("assistant") ? MODEL : role.textValue();
  }

  private static String systemText(JsonNode content) throws ChatTemplateException {
    if (content != null && content.isTextual()) {
      return content.textValue();
    }
    JsonNode text = content == null ? null : content.path(0).path(TEXT);
    if (text == null || !text.isTextual()) {
      throw new ChatTemplateException(
          "the system message's content is neither a string nor a list that begins with a text");
    }
    return text.textValue();
  }

  private void content(JsonNode content, boolean answer) throws ChatTemplateException {
    if (content == null || content.isNull() || content.isObject()) {
      // An absent content and an object's keys: the template iterates over nothing that it knows.
      segments.text("", answer);
    } else if (content.isTextual()) {
      segments.text(PythonText.strip(content.textValue()), answer);
    } else if (content.isArray()) {
      segments.text("", answer);
      for (JsonNode part : content) {
        part(part, answer);
      }
    } else {
      throw new ChatTemplateException("Invalid content type");
    }
  }

  private void part(JsonNode part, boolean answer) throws ChatTemplateException {
    JsonNode type = part.path("type");
    if (!type.isTextual()) {
      return;
    }
    if (type.textValue().equals("image")) {
      segments.control(ControlToken.START_OF_IMAGE, answer);
      segments.text("", answer);
    } else if (type.textValue().equals(TEXT)) {
      segments.text(PythonText.strip(partText(part.path(TEXT))), answer);
    }
  }

  /** A part's text; what is no string is written as Python writes it, where that is plain. */
  private static String partText(JsonNode text) throws ChatTemplateException {
    if (text.isTextual()) {
      return text.textValue();
    }
    if (text.isMissingNode()) {
      return "";
    }
    if (text.isNull()) {
      return "None";
    }
    if (text.isBoolean()) {
      return text.booleanValue() ? "True" : "False";
    }
    if (text.isIntegralNumber()) {
      return text.bigIntegerValue().toString();
    }
    throw new ChatTemplateException("a part's text is not a string");
  }
}
