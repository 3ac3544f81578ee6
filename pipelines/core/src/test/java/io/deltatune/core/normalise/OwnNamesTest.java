package io.deltatune.core.normalise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.deltatune.core.example.Example;
import io.deltatune.core.example.InstructionExample;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.PreferencePair;
import io.deltatune.core.example.Role;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A user's own shape: other names for the fields and roles of a known one. */
class OwnNamesTest {
  private static RowResult read(
      String shape, Map<String, String> columns, Map<String, String> roles, String row) {
    return new RowNormalizer("own", shape, columns, roles, RowNormalizer.AUTO)
        .normalise("file", 1, row);
  }

  private static Example only(RowResult result) {
    return assertInstanceOf(RowResult.Examples.class, result, result::toString).examples().get(0);
  }

  @Test
  void columnsAreRenamedAndTheShapeIsRecognisedByTheNewNames() {
    PreferencePair pair =
        (PreferencePair)
            only(
                read(
                    RowNormalizer.AUTO,
                    Map.of("prompt", "question", "chosen", "response_j", "rejected", "response_k"),
                    Map.of(),
                    "{\"qid\": 1, \"question\": \"q\", \"response_j\": \"j\", \"response_k\": \"k\"}"));
    assertEquals("j", pair.chosen());
    assertEquals("k", pair.rejected());
  }

  @Test
  void aPathLeadsIntoObjectsAndLists() {
    InstructionExample example =
        (InstructionExample)
            only(
                read(
                    "alpaca",
                    Map.of("instruction", "ask.text", "output", "answers.1.body", "group", "a.b"),
                    Map.of(),
                    """
                    {"ask": {"text": "q"}, "answers": [{"body": "x"}, {"body": "y"}], "a.b": "g"}"""));
    assertEquals(List.of("y"), example.answers());
    assertEquals("g", example.group(), "a field whose name has a dot comes before a path");
  }

  @Test
  void fieldsMayChangePlaces() {
    InstructionExample example =
        (InstructionExample)
            only(
                read(
                    "alpaca",
                    Map.of("instruction", "output", "output", "instruction"),
                    Map.of(),
                    "{\"instruction\": \"a\", \"output\": \"q\"}"));
    assertEquals("q", example.promptTurns().get(0).content());
    assertEquals("a", example.answer());
  }

  @Test
  void aColumnThatIsAbsentIsAMissingField() {
    RowResult result =
        read(
            "alpaca",
            Map.of("output", "x.y.3"),
            Map.of(),
            "{\"instruction\": \"a\", \"output\": \"b\"}");
    assertEquals(
        new RowResult.Refused(RejectionReason.MISSING_FIELD, "the field 'output' is absent"),
        result);
  }

  @Test
  void rolesAreRenamed() {
    InstructionExample example =
        (InstructionExample)
            only(
                read(
                    "messages",
                    Map.of("messages", "gespräch"),
                    Map.of("mensch", "user", "maschine", "assistant", "tool", "assistant"),
                    """
                    {"gespräch": [{"role": "mensch", "content": "a"}, {"role": "maschine", "content": "b"},
                      {"role": "mensch", "content": "c"}, {"role": "tool", "content": "d"}]}"""));
    assertEquals(
        List.of(
            new Message(Role.USER, "a"),
            new Message(Role.MODEL, "b"),
            new Message(Role.USER, "c"),
            new Message(Role.MODEL, "d")),
        example.conversation().messages());
  }

  @Test
  void rolesOfAnswersThatAreObjectsAreRenamed() {
    PreferencePair pair =
        (PreferencePair)
            only(
                read(
                    RowNormalizer.AUTO,
                    Map.of(),
                    Map.of("q", "human", "a", "gpt"),
                    """
                    {"conversations": [{"from": "q", "value": "1"}],
                     "chosen": {"from": "a", "value": "2"}, "rejected": {"from": "a", "value": "3"}}"""));
    assertEquals("2", pair.chosen());
  }

  @Test
  void aNamedFieldGroupsJoinedRows() {
    RowNormalizer rows = new RowNormalizer("own", "forum", Map.of(), Map.of(), "topic");
    List<RawRecord> two =
        List.of(
            parsed(
                rows,
                1,
                "{\"qid\": 1, \"question\": \"q\", \"answer\": \"a\", \"votes\": 1, \"topic\": \"t\"}"),
            parsed(rows, 2, "{\"qid\": 1, \"question\": \"q\", \"answer\": \"b\", \"votes\": 0}"));
    assertEquals("t", rows.join("forum", two).made().get(0).example().group());
    List<RawRecord> without =
        List.of(
            parsed(rows, 1, "{\"qid\": 1, \"question\": \"q\", \"answer\": \"a\", \"votes\": 1}"),
            two.get(1));
    Whole whole = rows.join("forum", without);
    assertEquals(List.of(), whole.made());
    assertEquals(
        List.of(RejectionReason.MISSING_FIELD, RejectionReason.MISSING_FIELD),
        whole.refused().stream().map(Whole.Refused::reason).toList());
  }

  private static RawRecord parsed(RowNormalizer rows, int line, String row) {
    return ((Result.Accepted<RawRecord>) rows.parse("file", line, row)).value();
  }
}
