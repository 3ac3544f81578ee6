package io.deltatune.core.normalise;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rows that were made to break a reader: each is a reason, in time that its length explains. */
@Timeout(value = 60, unit = SECONDS)
class HostileRowsTest {
  private static final RowNormalizer ROWS =
      new RowNormalizer("test", RowNormalizer.AUTO, RowNormalizer.AUTO);

  private static void assertRefused(RejectionReason reason, String row) {
    RowResult.Refused refused =
        assertInstanceOf(RowResult.Refused.class, ROWS.normalise("file", 1, row));
    assertEquals(reason, refused.reason(), refused.detail());
    assertTrue(refused.detail().length() < 1000, "the detail is short");
  }

  @Test
  void aLongTextThatManyExamplesShare() {
    String text = "a".repeat(1_000_000);
    String answers =
        IntStream.range(0, 200).mapToObj(i -> "\"" + i + "\"").collect(Collectors.joining(","));
    assertRefused(
        RejectionReason.TOO_LARGE,
        "{\"instruction\":\"" + text + "\",\"responses\":[" + answers + "]}");
    String instances = ",{\"input\":\"a\",\"output\":\"b\"}".repeat(200).substring(1);
    assertRefused(
        RejectionReason.TOO_LARGE,
        "{\"instruction\":\"" + text + "\",\"instances\":[" + instances + "]}");
    String replies = ",{\"role\":\"assistant\",\"text\":\"a\"}".repeat(200).substring(1);
    assertRefused(
        RejectionReason.TOO_LARGE,
        "{\"prompt\":{\"role\":\"prompter\",\"text\":\""
            + text
            + "\",\"replies\":["
            + replies
            + "]}}");
  }

  @Test
  void depth() {
    int deep = 10_000;
    assertRefused(RejectionReason.TOO_LARGE, "{\"a\":".repeat(deep) + "1" + "}".repeat(deep));
    assertRefused(
        RejectionReason.TOO_LARGE,
        "{\"text\":" + "[".repeat(deep) + "]".repeat(deep) + ",\"output\":\"a\"}");
    assertRefused(RejectionReason.TOO_LARGE, "[".repeat(1_000_000));
  }

  @Test
  void depthWithinTheBoundIsNoStackOverflow() {
    int deep = RowJson.DEPTH / 2 - 2;
    String reply = "{\"role\":\"assistant\",\"text\":\"a\",\"replies\":[";
    String user = "{\"role\":\"prompter\",\"text\":\"a\",\"replies\":[";
    String tree = (user + reply).repeat(deep / 2) + "]}]}".repeat(deep / 2);
    RowResult result = ROWS.normalise("file", 1, "{\"prompt\":" + tree + "}");
    assertEquals(1, assertInstanceOf(RowResult.Examples.class, result).examples().size());
    String tools = "[".repeat(RowJson.DEPTH - 1) + "]".repeat(RowJson.DEPTH - 1);
    assertInstanceOf(
        RowResult.Examples.class,
        ROWS.normalise(
            "file",
            1,
            "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},"
                + "{\"role\":\"model\",\"content\":\"b\"}],\"tools\":"
                + tools
                + "}"));
  }

  @Test
  void longNumbers() {
    String digits = "7".repeat(1_000_000);
    assertRefused(
        RejectionReason.TOO_LARGE, "{\"instruction\": \"a\", \"output\": " + digits + "}");
    assertRefused(RejectionReason.TOO_LARGE, "{\"a\": 0." + digits + "}");
    assertRefused(RejectionReason.WRONG_TYPE, "{\"instruction\": \"a\", \"output\": 1e1000000000}");
  }

  @Test
  void width() {
    StringBuilder row = new StringBuilder("{\"output\": \"a\"");
    for (int i = 0; i < 600_000; i++) {
      row.append(",\"").append(i).append("\":0");
    }
    assertRefused(RejectionReason.TOO_LARGE, row.append('}').toString());
    assertRefused(RejectionReason.TOO_LARGE, "{\"a\":[" + "[],".repeat(1_000_000) + "[]]}");
    StringBuilder names = new StringBuilder("{\"a\": 0");
    for (int i = 0; i < 10_000; i++) {
      names.append(",\"").append("n".repeat(60)).append(i).append("\":0");
    }
    assertRefused(RejectionReason.UNKNOWN_SHAPE, names.append('}').toString());
  }

  @Test
  void keysOfOneHashCode() {
    List<String> keys = new ArrayList<>(List.of(""));
    for (int bits = 0; bits < 15; bits++) {
      List<String> longer = new ArrayList<>();
      for (String key : keys) {
        longer.add(key + "Aa");
        longer.add(key + "BB");
      }
      keys = longer;
    }
    String row = "{\"" + String.join("\":0,\"", keys) + "\":0}";
    assertInstanceOf(RowResult.Refused.class, ROWS.normalise("file", 1, row));
  }

  @Test
  void keysThatStandTwice() {
    assertRefused(
        RejectionReason.NOT_JSON, "{\"instruction\": \"a\", \"output\": \"b\", \"output\": \"c\"}");
    assertRefused(
        RejectionReason.NOT_JSON,
        "{\"messages\": [{\"role\": \"user\", \"role\": \"system\", \"content\": \"c\"}]}");
  }

  @Test
  void longRoles() {
    assertRefused(
        RejectionReason.BAD_TURNS,
        "{\"messages\": [{\"role\": \"" + "x".repeat(100_000) + "\", \"content\": \"c\"}]}");
  }

  @Test
  void transcriptsOfOneSpeakerAndManyTurnsTakeTimeInProportion() {
    String turns = "\\n\\nAssistant: a".repeat(200_000);
    assertRefused(
        RejectionReason.BAD_TURNS,
        "{\"chosen\": \"\\n\\nHuman: a" + turns + "\", \"rejected\": \"\\n\\nHuman: a\"}");
  }

  @Test
  void manyObservationsTakeTimeInProportion() {
    String observation = "{\"from\":\"observation\",\"value\":\"0123456789\"},";
    RowResult result =
        ROWS.normalise(
            "file",
            1,
            "{\"conversations\":["
                + observation.repeat(100_000)
                + "{\"from\":\"gpt\",\"value\":\"a\"}]}");
    assertInstanceOf(RowResult.Examples.class, result);
  }

  @Test
  void aTreeWhoseConversationsWouldFillTheMemoryIsRefused() {
    List<RawRecord> rows = new ArrayList<>();
    for (int i = 0; i < 4_000; i++) {
      rows.add(message(i, i == 0 ? "null" : "\"" + (i - 1) + "\"", i % 2 == 1));
      if (i % 2 == 0) {
        rows.add(message(100_000 + i, "\"" + i + "\"", true));
      }
    }
    Whole whole = ROWS.join("oasst_messages", rows);
    assertEquals(0, whole.made().size());
    assertEquals(rows.size(), whole.refused().size());
    assertEquals(RejectionReason.TOO_LARGE, whole.refused().get(0).reason());
  }

  private static RawRecord message(int id, String parent, boolean answer) {
    String row =
        "{\"message_tree_id\": \"t\", \"message_id\": \"%d\", \"parent_id\": %s, \"text\": \"a\", \"role\": \"%s\"}"
            .formatted(id, parent, answer ? "assistant" : "prompter");
    Result<RawRecord> parsed = ROWS.parse("file", id + 1L, row);
    return ((Result.Accepted<RawRecord>) parsed).value();
  }
}
