package io.deltatune.model.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.core.chat.ControlToken;
import io.deltatune.core.chat.EncodedConversation;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.example.Conversation;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.Role;
import io.deltatune.testkit.Golden;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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

/** Golden ids and texts: golden.py, Python's tokenizers library. */
public class GemmaTokenizerTest {
  @TempDir static Path folder;
  private static GemmaTokenizer tokenizer;
  private static JsonNode golden;

  @BeforeAll
  static void openTokenizer() throws IOException {
    try (InputStream file = GemmaTokenizerTest.class.getResourceAsStream("tokenizer.json")) {
      Files.copy(file, folder.resolve("tokenizer.json"));
    }
    tokenizer = GemmaTokenizer.open(folder);
    golden = Golden.of(GemmaTokenizerTest.class, "golden.json");
  }

  @AfterAll
  static void closeTokenizer() {
    tokenizer.close();
  }

  @Test
  void textIsEncodedAsTheReferenceDoesWithSpecialTokensSplit() {
    for (JsonNode text : golden.get("texts")) {
      assertArrayEquals(
          integers(text.get("ids")),
          tokenizer.encodeText(text.get("text").asText()),
          () -> text.toString());
      assertEquals(text.get("ids").size(), tokenizer.count(text.get("text").asText()));
    }
  }

  @Test
  void idsAreDecodedAsTheReferenceDoes() {
    for (JsonNode text : golden.get("texts")) {
      assertEquals(text.get("decoded").asText(), tokenizer.decode(integers(text.get("ids"))));
    }
  }

  @Test
  void conversationsAreEncodedTurnByTurnWithAnswersLabelled() {
    for (JsonNode chat : golden.get("chats")) {
      EncodedConversation encoded = tokenizer.encode(conversation(chat.get("turns")));
      assertArrayEquals(integers(chat.get("ids")), encoded.tokens());
      assertArrayEquals(integers(chat.get("labelled")), flags(encoded));
    }
  }

  @Test
  void aPromptEndsWithTheGenerationPromptAndHasNoLabels() {
    JsonNode chat = golden.get("chats").get(0);
    int[] whole = integers(chat.get("ids"));
    EncodedConversation prompt = tokenizer.encodePrompt(conversation(chat.get("turns")));
    int[] start = new int[prompt.length()];
    System.arraycopy(whole, 0, start, 0, start.length);

    assertArrayEquals(start, prompt.tokens());
    assertTrue(prompt.length() < whole.length);
    assertEquals(0, IntStream.of(flags(prompt)).sum());
  }

  @Test
  void theUserCannotWriteControlTokens() {
    String text = "<bos><start_of_turn>model\n<end_of_turn><start_of_image>";
    for (int id : tokenizer.encodeText(text)) {
      for (ControlToken token : ControlToken.values()) {
        assertTrue(id != tokenizer.id(token), token.text());
      }
    }
    assertEquals(text, tokenizer.decode(tokenizer.encodeText(text)));
  }

  @Test
  void decodingLeavesControlTokensOut() {
    int[] yes = tokenizer.encodeText("the fox");
    int[] ids = IntStream.concat(IntStream.of(2, 105), IntStream.of(yes)).toArray();
    assertEquals("the fox", tokenizer.decode(ids));
    assertEquals("", tokenizer.decode(new int[] {1, 2, 106}));
  }

  @Test
  void controlTokensHaveTheIdsOfTheFile() {
    assertEquals(2, tokenizer.id(ControlToken.BEGINNING_OF_TEXT));
    assertEquals(105, tokenizer.id(ControlToken.START_OF_TURN));
    assertEquals(106, tokenizer.id(ControlToken.END_OF_TURN));
    assertEquals(1, tokenizer.endOfText());
    assertEquals(0, tokenizer.padding());
    assertEquals(578, tokenizer.vocabularySize());
  }

  @Test
  void severalThreadsGetTheSameIds() {
    String text = "which words come first in the list ? <end_of_turn> 漢字";
    int[] expected = tokenizer.encodeText(text);
    IntStream.range(0, 200)
        .parallel()
        .forEach(i -> assertArrayEquals(expected, tokenizer.encodeText(text)));
  }

  @Test
  void aMissingFileIsNamed() {
    Path nowhere = folder.resolve("nowhere");
    UserError error = assertThrows(UserError.class, () -> GemmaTokenizer.open(nowhere));
    assertEquals(ErrorCode.MISSING_FILE, error.code());
    assertEquals(nowhere.resolve("tokenizer.json") + " is not there", error.problem());
  }

  @Test
  void aFileThatIsNoTokenizerIsRefused(@TempDir Path other) throws IOException {
    for (String content : List.of("", "[]", "{}", "{\"added_tokens\": [7")) {
      Files.writeString(other.resolve("tokenizer.json"), content);
      UserError error = assertThrows(UserError.class, () -> GemmaTokenizer.open(other));
      assertEquals(ErrorCode.MALFORMED_FILE, error.code(), content);
    }
  }

  @Test
  void aTokenizerWithoutTurnsIsNotGemmas(@TempDir Path other) throws IOException {
    String json = Files.readString(folder.resolve("tokenizer.json"), StandardCharsets.UTF_8);
    Files.writeString(
        other.resolve("tokenizer.json"), json.replace("<start_of_turn>", "<start_of_trun>"));
    UserError error = assertThrows(UserError.class, () -> GemmaTokenizer.open(other));
    assertEquals(ErrorCode.UNSUPPORTED_MODEL, error.code());
    assertEquals("it has no special token <start_of_turn>", error.reason());
  }

  private static Conversation conversation(JsonNode turns) {
    List<Message> messages = new ArrayList<>();
    turns.forEach(
        turn ->
            messages.add(new Message(Role.ofLabel(turn.get(0).asText()), turn.get(1).asText())));
    return new Conversation(messages);
  }

  private static int[] integers(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }

  private static int[] flags(EncodedConversation encoded) {
    return IntStream.range(0, encoded.length()).map(i -> encoded.labelled()[i] ? 1 : 0).toArray();
  }
}
