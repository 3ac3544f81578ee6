package io.deltatune.model.tokenizer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.core.chat.TemplateText;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The chat template that a checkpoint brings along, where transformers looks for it: {@code
 * chat_template.jinja}, else {@code chat_template} in {@code tokenizer_config.json}, else in {@code
 * chat_template.json}.
 */
final class ChatTemplateFile {
  private static final String JINJA = "chat_template.jinja";
  private static final List<String> JSON = List.of("tokenizer_config.json", "chat_template.json");
  private static final String KEY = "chat_template";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ChatTemplateFile() {}

  /**
   * @throws UserError if the folder has a template and it is not Gemma 3's
   */
  static void check(Path folder) {
    Path jinja = folder.resolve(JINJA);
    try {
      if (Files.isRegularFile(jinja)) {
        checkText(jinja, new String(Files.readAllBytes(jinja), StandardCharsets.UTF_8));
        return;
      }
    } catch (IOException e) {
      throw unreadable(jinja, e);
    }
    for (String name : JSON) {
      Path path = folder.resolve(name);
      JsonNode template = Files.isRegularFile(path) ? read(path) : null;
      if (template != null && !template.isNull()) {
        checkText(path, text(template));
        return;
      }
    }
  }

  /** The value of the key; other values, thousands of added tokens among them, are passed over. */
  private static JsonNode read(Path path) {
    try (JsonParser parser = new JsonFactory(MAPPER).createParser(path.toFile())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = parser.currentName().equals(KEY);
        parser.nextToken();
        if (found) {
          return MAPPER.readTree(parser);
        }
        parser.skipChildren();
      }
      return null;
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** One template, or the one named {@code default} of several; null if there is none. */
  private static String text(JsonNode template) {
    if (template.isArray()) {
      for (JsonNode named : template) {
        if (named.path("name").asText().equals("default")) {
          return named.path("template").textValue();
        }
      }
    }
    return template.isObject() ? template.path("default").textValue() : template.textValue();
  }

  private static void checkText(Path path, String text) {
    if (text == null || !TemplateText.isGemma3(text)) {
      throw new UserError(
          ErrorCode.UNSUPPORTED_MODEL,
          "the chat template in " + path + " is not Gemma 3's",
          "conversations are rendered by Gemma 3's template, and this model may have been tuned"
              + " with another one",
          "set model.chat_template: gemma3 in the recipe (--chat-template gemma3 on the command"
              + " line) if Gemma 3's template is to be used all the same");
    }
  }

  private static UserError unreadable(Path path, IOException origin) {
    return new UserError(
        ErrorCode.MALFORMED_FILE,
        path + " cannot be read",
        String.valueOf(origin.getMessage()),
        "fetch the file again, or delete it if the chat template is Gemma 3's",
        origin);
  }
}
