package io.deltatune.model.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.core.chat.ChatSegment;
import io.deltatune.core.chat.ChatTemplateException;
import io.deltatune.core.chat.EncodedConversation;
import io.deltatune.core.chat.GemmaChatTemplate;
import io.deltatune.core.chat.JsonMessages;
import io.deltatune.testkit.Golden;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Strings and conversations against transformers: parity.py. */
class TokenizerParityTest {
  @TempDir static Path folder;
  private static GemmaTokenizer tokenizer;
  private static JsonNode golden;

  @BeforeAll
  static void openTokenizer() throws IOException {
    try (InputStream file =
        TokenizerParityTest.class.getResourceAsStream("parity_tokenizer.json")) {
      Files.copy(file, folder.resolve("tokenizer.json"));
    }
    tokenizer = GemmaTokenizer.open(folder);
    golden = Golden.of(TokenizerParityTest.class, "parity.json.gz");
  }

  @AfterAll
  static void closeTokenizer() {
    tokenizer.close();
  }

  @Test
  void stringsHaveTheIdsAndTheDecodedTextOfTransformers() {
    int compared = 0;
    for (JsonNode entry : golden.get("texts")) {
      String text = entry.get("text").textValue();
      if (entry.has("error")) {
        assertThrows(IllegalArgumentException.class, () -> tokenizer.encodeText(text));
        continue;
      }
      int[] ids = integers(entry.get("ids"));
      assertArrayEquals(ids, tokenizer.encodeText(text), () -> shown(entry));
      assertEquals(entry.get("decoded").textValue(), tokenizer.decode(ids), () -> shown(entry));
      compared++;
    }
    assertTrue(compared >= 300, compared + " strings");
  }

  @Test
  void manyTextsInOneCallHaveTheIdsOfEachAlone() {
    List<JsonNode> entries =
        StreamSupport.stream(golden.get("texts").spliterator(), false)
            .filter(entry -> !entry.has("error"))
            .toList();
    List<String> texts = entries.stream().map(entry -> entry.get("text").textValue()).toList();
    List<String> several = new ArrayList<>(texts);
    several.addAll(texts);

    IntStream.range(0, 4)
        .parallel()
        .forEach(
            thread -> {
              List<int[]> encoded = tokenizer.encodeTexts(several);
              assertEquals(several.size(), encoded.size());
              for (int i = 0; i < encoded.size(); i++) {
                int[] ids = integers(entries.get(i % entries.size()).get("ids"));
                assertArrayEquals(ids, encoded.get(i));
              }
            });
  }

  @Test
  void conversationsHaveTheTextTheIdsAndTheLabelsOfTransformers() throws ChatTemplateException {
    int compared = 0;
    int labelled = 0;
    for (JsonNode chat : golden.get("chats")) {
      if (chat.has("error")) {
        continue;
      }
      List<ChatSegment> segments = segments(chat);
      EncodedConversation encoded = tokenizer.encode(segments);
      assertEquals(
          chat.get("rendered").textValue(), GemmaChatTemplate.text(segments), () -> shown(chat));
      assertArrayEquals(integers(chat.get("ids")), encoded.tokens(), () -> shown(chat));
      if (chat.has("labelled")) {
        int[] flags =
            IntStream.range(0, encoded.length()).map(i -> encoded.labelled()[i] ? 1 : 0).toArray();
        assertArrayEquals(integers(chat.get("labelled")), flags, () -> shown(chat));
        labelled++;
      }
      compared++;
    }
    assertTrue(compared >= 60 && labelled >= 50, compared + " conversations, " + labelled);
  }

  @Test
  void bytesOfACharacterThatTheVocabularyLacksAreKnown() {
    int[] bytes = tokenizer.encodeText("\u1230");
    assertEquals(3, bytes.length);
    assertTrue(IntStream.of(bytes).allMatch(tokenizer::isByte));
    assertTrue(IntStream.of(tokenizer.encodeText("ka lo")).noneMatch(tokenizer::isByte));
  }

  @Test
  void whatTransformersRefusesIsRefused() {
    int refused = 0;
    for (JsonNode chat : golden.get("chats")) {
      if (!chat.has("error")) {
        continue;
      }
      ChatTemplateException refusal =
          assertThrows(ChatTemplateException.class, () -> segments(chat), () -> shown(chat));
      String error = chat.get("error").textValue();
      if (error.startsWith("TemplateError: ")) {
        assertEquals(error.substring("TemplateError: ".length()), refusal.getMessage());
      }
      refused++;
    }
    assertTrue(refused >= 40, refused + " refused");
  }

  private static List<ChatSegment> segments(JsonNode chat) throws ChatTemplateException {
    return JsonMessages.segments(
        chat.get("messages"), chat.get("add_generation_prompt").booleanValue());
  }

  private static String shown(JsonNode entry) {
    String text = entry.toString();
    return text.substring(0, Math.min(300, text.length()));
  }

  private static int[] integers(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }
}
