package io.deltatune.core.normalise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.deltatune.core.example.Example;
import io.deltatune.core.example.InstructionExample;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.PreferencePair;
import io.deltatune.core.example.Role;
import io.deltatune.core.hash.ContentHash;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowNormalizerTest {
  private static final RowNormalizer ROWS =
      new RowNormalizer("test", RowNormalizer.AUTO, RowNormalizer.AUTO);

  private static <T extends Example> T accepted(Class<T> kind, String row) {
    RowResult result = ROWS.normalise("file.jsonl", 1, row);
    return assertInstanceOf(
        kind,
        assertInstanceOf(RowResult.Examples.class, result, result::toString).examples().get(0));
  }

  @Test
  void anAlpacaRowBecomesAConversation() {
    InstructionExample example =
        accepted(
            InstructionExample.class,
            """
            {"instruction": "Add.", "input": "1\\r\\n2", "output": " 3 ", "system": "Count!"}""");
    List<Message> messages =
        List.of(
            new Message(Role.SYSTEM, "Count!"),
            new Message(Role.USER, "Add.\n1\n2"),
            new Message(Role.MODEL, " 3 "));
    assertEquals(messages, example.conversation().messages());
    assertEquals(ContentHash.ofMessages(messages), example.id());
    assertEquals("test", example.source());
    assertEquals(
        ContentHash.ofPrompt(
            """
            <bos><start_of_turn>user
            Count!

            Add.
            1
            2<end_of_turn>
            <start_of_turn>model
            """),
        example.group());
  }

  @Test
  void anEmptyInputIsAsGoodAsNone() {
    String without = "{\"instruction\": \"Speak.\", \"output\": \"Yes.\"}";
    String with = "{\"instruction\": \"Speak.\", \"input\": \"\", \"output\": \"Yes.\"}";
    assertEquals(
        accepted(InstructionExample.class, without), accepted(InstructionExample.class, with));
  }

  @Test
  void aMessagesRowKeepsItsTurns() {
    InstructionExample example =
        accepted(
            InstructionExample.class,
            """
            {"group": 7, "messages": [
              {"role": "system", "content": ""}, {"role": "user", "content": "a"},
              {"role": "assistant", "content": "b"}, {"role": "user", "content": "c"},
              {"role": "model", "content": "dd"}]}""");
    assertEquals(
        List.of(
            new Message(Role.USER, "a"),
            new Message(Role.MODEL, "b"),
            new Message(Role.USER, "c"),
            new Message(Role.MODEL, "dd")),
        example.conversation().messages());
    assertEquals("7", example.group());
  }

  @Test
  void aPreferenceRowBecomesAPair() {
    PreferencePair pair =
        accepted(
            PreferencePair.class,
            """
            {"prompt": "q", "chosen": "good", "rejected": "bad", "system": "s", "group": "g"}""");
    assertEquals("good", pair.chosen());
    assertEquals("bad", pair.rejected());
    assertEquals("g", pair.group());
    assertEquals(2, pair.prompt().messages().size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          NOT_JSON         | {"instruction": "a", "output":
          NOT_JSON         | {} {}
          NOT_JSON         | ``
          NOT_AN_OBJECT    | ["instruction"]
          NOT_AN_OBJECT    | null
          UNKNOWN_SHAPE    | {"words": "a"}
          MISSING_FIELD    | {"instruction": "a"}
          MISSING_FIELD    | {"instruction": "a", "output": null}
          MISSING_FIELD    | {"prompt": "a", "chosen": "b"}
          MISSING_FIELD    | {"messages": [{"role": "user"}]}
          WRONG_TYPE       | {"instruction": "a", "output": 3}
          WRONG_TYPE       | {"instruction": "a", "output": "bb", "group": []}
          WRONG_TYPE       | {"messages": "a"}
          WRONG_TYPE       | {"messages": [1]}
          BAD_TURNS        | {"messages": []}
          BAD_TURNS        | {"messages": [{"role": "user", "content": "a"}]}
          BAD_TURNS        | {"messages": [{"role": "tool", "content": "a"}]}
          BAD_TURNS        | {"messages": [{"role": "model", "content": "aa"}]}
          EMPTY_PROMPT     | {"instruction": " ", "input": "", "output": "bb"}
          EMPTY_PROMPT     | {"prompt": "\\n", "chosen": "b", "rejected": "c"}
          EMPTY_ANSWER     | {"instruction": "a", "output": "  "}
          EMPTY_ANSWER     | {"prompt": "a", "chosen": "b", "rejected": ""}
          SAME_ANSWERS     | {"prompt": "a", "chosen": "b\\r\\n", "rejected": "b\\n"}
          """)
  void aRowThatCannotBecomeAnExampleHasItsReason(RejectionReason reason, String row) {
    RowResult result = ROWS.normalise("file.jsonl", 1, row);
    assertEquals(reason, assertInstanceOf(RowResult.Refused.class, result).reason());
  }

  @Test
  void theDetailNamesTheField() {
    assertEquals(
        new RowResult.Refused(RejectionReason.MISSING_FIELD, "the field 'output' is absent"),
        ROWS.normalise("file.jsonl", 1, "{\"instruction\": \"a\"}"));
    assertEquals(
        new RowResult.Refused(
            RejectionReason.WRONG_TYPE, "the field 'output' should be a text but is a list"),
        ROWS.normalise("file.jsonl", 1, "{\"instruction\": \"a\", \"output\": []}"));
  }

  @Test
  void aByteOrderMarkIsIgnored() {
    accepted(InstructionExample.class, "\ufeff{\"instruction\": \"a\", \"output\": \"bb\"}");
  }

  @Test
  void aNamedFieldGroupsTheRows() {
    RowNormalizer grouped = new RowNormalizer("test", "alpaca", "fact");
    RowResult result =
        grouped.normalise("f", 1, "{\"instruction\": \"a\", \"output\": \"b\", \"fact\": \"x\"}");
    assertEquals("x", ((RowResult.Examples) result).examples().get(0).group());
    assertEquals(
        new RowResult.Refused(RejectionReason.MISSING_FIELD, "the field 'fact' names no group"),
        grouped.normalise("f", 1, "{\"instruction\": \"a\", \"output\": \"b\"}"));
  }

  @Test
  void anUnknownShapeIsRefusedWithTheKnownOnes() {
    IllegalArgumentException failure =
        assertThrows(
            IllegalArgumentException.class,
            () -> new RowNormalizer("test", "alpacca", RowNormalizer.AUTO));
    assertEquals(
        "no shape 'alpacca'; known are auto, " + String.join(", ", Normalizers.names()),
        failure.getMessage());
  }

  @Test
  void textsThatLookAlikeHaveOneId() {
    String composed = "{\"instruction\": \"caf\\u00e9\", \"output\": \"Yes.\"}";
    String decomposed = "{\"instruction\": \"cafe\\u0301\", \"output\": \"Yes.\"}";
    String other = "{\"instruction\": \"cafe\", \"output\": \"Yes.\"}";
    String id = accepted(InstructionExample.class, composed).id();
    assertEquals(id, accepted(InstructionExample.class, decomposed).id());
    assertNotEquals(id, accepted(InstructionExample.class, other).id());
  }
}
