package io.deltatune.core.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonMaskTest {
  private static final Masks ALL = new Masks(FindersTest.all());
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{\"a\": \"x@y.org\", \"n\": 1.50} | {\"a\": \"[EMAIL]\", \"n\": 1.50}",
        "{\"a\":\"x\\u0040y.org\"} | {\"a\":\"[EMAIL]\"}",
        "{\"a\":\"tel 030\\/23125 000 \\\"\\n\"} | {\"a\":\"tel [PHONE] \\\"\\n\"}",
        "{\"a\":\"x@y.org \\u00e9\\u0001\\ud83d\"} | {\"a\":\"[EMAIL] \u00e9\\u0001\\ud83d\"}",
        "{\"x@y.org\":[1,2]} | {\"[EMAIL]\":[1,2]}",
        "{\"card\": 4242424242424242, \"id\": 17} | {\"card\": \"[CARD]\", \"id\": 17}",
        "{\"password\":\"correct-horse\"} | {\"password\":\"[PASSWORD]\"}",
        "{\"api_key\" : \"f3a9c27e81d64b05a7c1\"} | {\"api_key\" : \"[SECRET]\"}",
        "[\"password\",\"correct-horse\"] | [\"password\",\"correct-horse\"]",
        "{\"code\":\"{\\\"password\\\": \\\"correct-horse\\\"}\"} | {\"code\":\"{\\\"password\\\":"
            + " \\\"[PASSWORD]\\\"}\"}",
      })
  void whatStringsHoldIsMaskedAndJsonStaysJson(String text, String masked) throws Exception {
    String result = JsonMask.apply(ALL, text);
    assertEquals(masked, result);
    JSON.readTree(result);
    assertEquals(masked, JsonMask.apply(ALL, result));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{\"a\": \"write to x@y.org | {\"a\": \"write to [EMAIL]",
        "x@y.org, not JSON | [EMAIL], not JSON",
        "{\"a\": x@y.org} | {\"a\": [EMAIL]}",
        "password=\"correct-horse\" | password=\"[PASSWORD]\"",
        "\\ | \\",
        "\"\\ | \"\\",
      })
  void brokenRowsAreMaskedToo(String text, String masked) {
    assertEquals(masked, JsonMask.apply(ALL, text));
  }

  @Test
  void aRowWithoutFindingsIsTheSameText() {
    String text = "{\"a\": \"caf\\u00e9 \\/ 12\", \"b\": [true, null, -1e5]}";
    assertEquals(text, JsonMask.apply(ALL, text));
    String plain = "{\"a\": \"b\"}";
    assertSame(plain, JsonMask.apply(ALL, plain));
  }

  @Test
  void whatIsNotMaskedMeansWhatItMeant() throws JsonProcessingException {
    String text = "{\"a\": \"\\ud83d\\ude00 x@y.org \\t\\\\ \\u007f\\b\", \"b\": \"\\u00e9\"}";
    String masked = JsonMask.apply(ALL, text);
    assertEquals("\ud83d\ude00 [EMAIL] \t\\ \u007f\b", JSON.readTree(masked).get("a").asText());
    assertEquals("\u00e9", JSON.readTree(masked).get("b").asText());
  }
}
