package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** The calls of tools in a turn as OpenAI writes them, and the list of tools that there are. */
final class ToolCalls {
  private ToolCalls() {}

  /** The calls in a turn: a list of them or, as it was once, one object; null if there are none. */
  static JsonNode in(JsonNode turn) {
    JsonNode calls = Fields.value(turn, "tool_calls", "function_call");
    return calls == null || (calls.isArray() && calls.isEmpty()) ? null : calls;
  }

  /** What a turn with calls says: its own text, where it has one, then a line for each call. */
  static String turn(JsonNode turn, JsonNode calls) {
    StringBuilder text = new StringBuilder();
    if (Fields.value(turn, Turns.CONTENT) != null) {
      text.append(Turns.content(turn));
    }
    if (calls.isArray()) {
      calls.forEach(call -> line(text, call));
    } else {
      line(text, calls);
    }
    return NormalText.of(text.toString());
  }

  private static void line(StringBuilder text, JsonNode call) {
    JsonNode function = call.path("function").isObject() ? call.get("function") : call;
    if (!function.isObject()) {
      throw Fields.wrongType("tool_calls", "a list of objects", call);
    }
    ObjectNode written = JsonNodeFactory.instance.objectNode();
    written.put("name", Fields.text(function, "name"));
    written.set("arguments", arguments(function));
    text.append(text.length() == 0 ? "" : "\n").append(written);
  }

  /** The arguments, which OpenAI writes as the text of an object. */
  private static JsonNode arguments(JsonNode function) {
    JsonNode arguments = Fields.value(function, "arguments", "parameters");
    if (arguments == null) {
      return JsonNodeFactory.instance.objectNode();
    }
    if (!arguments.isTextual()) {
      return arguments;
    }
    try {
      return RowJson.object(arguments.textValue());
    } catch (Rejection notAnObject) {
      return arguments;
    }
  }

  /** What a system turn says of the tools in a row; absent where the row has none. */
  static Optional<String> systemText(JsonNode fields) {
    JsonNode tools = Fields.value(fields, "tools", "functions");
    if (tools == null || (tools.isArray() && tools.isEmpty())) {
      return Optional.empty();
    }
    String list = tools.isTextual() ? tools.textValue().strip() : tools.toString();
    return list.isEmpty() || list.equals("[]")
        ? Optional.empty()
        : Optional.of("Tools:\n" + NormalText.of(list));
  }
}
