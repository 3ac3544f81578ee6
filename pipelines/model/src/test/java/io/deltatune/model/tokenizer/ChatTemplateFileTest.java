package io.deltatune.model.tokenizer;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.chat.ChatTemplate;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.sample.TokenizerFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatTemplateFileTest {
  private static final String OTHER =
      "{% for m in messages %}<|im_start|>{{ m.role }}\\n{{ m.content }}<|im_end|>{% endfor %}";

  @TempDir Path folder;

  @BeforeEach
  void copyTokenizer() throws IOException {
    try (InputStream file = ChatTemplateFileTest.class.getResourceAsStream("tokenizer.json")) {
      Files.copy(file, folder.resolve("tokenizer.json"));
    }
  }

  @Test
  void aFolderWithoutATemplateGetsGemma3s() {
    open(ChatTemplate.AUTO);
  }

  @Test
  void gemma3sTemplateIsTakenWhereverItLies() throws IOException {
    String config = TokenizerFiles.config();
    write("tokenizer_config.json", config);
    open(ChatTemplate.AUTO);
    write("tokenizer_config.json", "{\"chat_template\": null}");
    write("chat_template.json", config);
    open(ChatTemplate.AUTO);
  }

  @Test
  void anotherTemplateIsRefusedUnlessTheChoiceIsMade() throws IOException {
    for (String name : new String[] {"tokenizer_config.json", "chat_template.json"}) {
      write(name, "{\"added_tokens_decoder\": {\"0\": {}}, \"chat_template\": \"" + OTHER + "\"}");
      refused(name);
      Files.delete(folder.resolve(name));
    }
    write("chat_template.jinja", OTHER);
    refused("chat_template.jinja");
  }

  @Test
  void ofSeveralTemplatesTheDefaultCounts() throws IOException {
    write(
        "tokenizer_config.json",
        "{\"chat_template\": [{\"name\": \"rag\", \"template\": \"\"},"
            + " {\"name\": \"default\", \"template\": \""
            + OTHER
            + "\"}]}");
    refused("tokenizer_config.json");
  }

  @Test
  void theJinjaFileComesBeforeTheConfiguration() throws IOException {
    write("tokenizer_config.json", TokenizerFiles.config());
    write("chat_template.jinja", OTHER);
    refused("chat_template.jinja");
  }

  @Test
  void aBrokenConfigurationIsNamed() throws IOException {
    write("tokenizer_config.json", "{\"a\": ");
    UserError error = assertThrows(UserError.class, () -> open(ChatTemplate.AUTO));
    assertEquals(ErrorCode.MALFORMED_FILE, error.code());
    assertTrue(error.problem().contains("tokenizer_config.json"), error.problem());
  }

  private void refused(String name) {
    UserError error = assertThrows(UserError.class, () -> open(ChatTemplate.AUTO));
    assertEquals(ErrorCode.UNSUPPORTED_MODEL, error.code());
    assertTrue(error.problem().contains(name), error.problem());
    assertTrue(error.remedy().contains("model.chat_template: gemma3"), error.remedy());
    assertDoesNotThrow(() -> open(ChatTemplate.GEMMA3));
  }

  private void open(ChatTemplate template) {
    GemmaTokenizer.open(folder, template).close();
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
