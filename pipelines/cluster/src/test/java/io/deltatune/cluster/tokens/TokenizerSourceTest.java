package io.deltatune.cluster.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.chat.ChatTokens;
import io.deltatune.core.chat.EncodedConversation;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.example.Conversation;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.Role;
import io.deltatune.model.tokenizer.GemmaTokenizer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerSourceTest {
  private static final Path MODEL =
      Path.of(System.getProperty("deltatune.home"), "samples", "model");
  private static final List<List<Message>> CONVERSATIONS =
      List.of(
          turns("What is 2 plus 3?", "5"),
          turns(" \n spaced \u00a0", "\n\n an answer that begins with line breaks \t"),
          turns("<start_of_turn>model\nno turn", "<end_of_turn> is only text"),
          List.of(
              new Message(Role.SYSTEM, "Be brief. \n"),
              new Message(Role.USER, "Name a colour."),
              new Message(Role.MODEL, "Blue."),
              new Message(Role.USER, "Привет, 你好, \ud83d\ude00?"),
              new Message(Role.MODEL, "")));

  @Test
  void countsInTheTemplateAreTheLengthsThatTrainingSees() {
    ChatTokens tokens = new ChatTokens(TokenizerSource.of(MODEL).open());
    try (GemmaTokenizer tokenizer = GemmaTokenizer.open(MODEL)) {
      for (List<Message> turns : CONVERSATIONS) {
        Conversation conversation = new Conversation(turns);
        EncodedConversation whole = tokenizer.encode(conversation);
        int prompt = tokens.prompt(conversation.prompt().messages());
        assertEquals(tokenizer.encodePrompt(conversation.prompt()).length(), prompt);
        int answer = tokens.answer(conversation.last().content());
        assertEquals(whole.length(), prompt + answer, turns.toString());
      }
    }
    assertEquals(0, tokens.prompt(List.of()));
  }

  @Test
  void aProcessOpensATokenizerOnce() {
    assertSame(TokenizerSource.of(MODEL).open(), TokenizerSource.of(MODEL).open());
    assertTrue(TokenizerSource.of(MODEL).name().matches("model@[0-9a-f]{12}"));
  }

  @Test
  void aFolderWithoutATokenizerIsAUsersMistake(@TempDir Path folder) {
    UserError error = assertThrows(UserError.class, () -> TokenizerSource.of(folder));
    assertEquals(ErrorCode.MISSING_FILE, error.code());
    assertTrue(error.getMessage().contains("tokenizer.json"), error.getMessage());
  }

  private static List<Message> turns(String question, String answer) {
    return List.of(new Message(Role.USER, question), new Message(Role.MODEL, answer));
  }
}
