package io.deltatune.core.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.core.example.PlainText;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class QualityProperties {
  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
  private static final Masks ALL = new Masks(FindersTest.all());
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Judge JUDGE =
      JudgeTest.judge("personal_data: {action: mask}, secrets: {action: mask}");

  @Property(tries = 2000)
  void anyTextIsJudgedAndMaskedTextHoldsNothingMore(@ForAll("texts") String text) {
    String masked = ALL.apply(text);
    assertEquals(masked, ALL.apply(masked));
    for (Finder finder : ALL.finders()) {
      assertEquals(Finder.NONE, finder.next(masked, 0), finder.kind() + " in " + masked);
      assertTrue(
          finder.mayFind(TextProfile.of(text)) || finder.next(text, 0) == Finder.NONE,
          finder.kind() + " is overlooked in " + text);
    }
    JUDGE.judge(JudgeTest.example("a" + text));
    JUDGE.judge(PlainText.of("s", "g", "a" + text));
    JsonMask.apply(ALL, text);
  }

  @Property(tries = 1000)
  void maskedJsonIsJsonWhoseTextsHoldNothingMore(@ForAll("texts") String text, @ForAll long number)
      throws JsonProcessingException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(text, "b");
    fields.put("a", List.of(text, number));
    String row = JSON.writeValueAsString(fields);
    String masked = JsonMask.apply(ALL, row);
    String value = JSON.readTree(masked).path("a").path(0).asText();
    assertEquals(ALL.apply(value), value);
    assertEquals(masked, JsonMask.apply(ALL, masked));
  }

  /** A megabyte each; a quadratic pattern would take hours. */
  @Example
  void hostileTextEndsSoon() {
    for (String unit :
        List.of(
            "a@",
            "@",
            "1",
            " ",
            "1 ",
            "1-",
            "+1",
            "a.",
            "a@b.c",
            "::",
            "1:",
            "1.",
            "=",
            "password=",
            "key:",
            "-----BEGIN PRIVATE KEY-----",
            "-----BEGIN ",
            "eyJ",
            "eyJhbGci.eyJ",
            "sk-",
            "AKIA",
            "://a:",
            "hf_a",
            "```\n",
            "\n",
            "\u00c3",
            "\u00e2\u20ac",
            "\\",
            "\"",
            "\"a\":",
            "DE89",
            "4242 ",
            "phone ",
            "I cannot ",
            "\u8c46",
            "(",
            "-",
            "_",
            "\ufffd")) {
      String text = unit.repeat(1_000_000 / unit.length());
      long start = CPU.getCurrentThreadCpuTime();
      JUDGE.judge(PlainText.of("s", "g", "a" + text + "a"));
      JsonMask.apply(ALL, "{\"a\": \"" + text);
      new RepetitionRule(JudgeTest.quality("").rules().repetition())
          .find(Subject.of(PlainText.of("s", "g", "a" + text)));
      Mojibake.places(text);
      Ending.of(text).fault();
      ALL.apply(text);
      double seconds = (CPU.getCurrentThreadCpuTime() - start) / 1e9;
      assertTrue(seconds < 10, unit + " took " + seconds + " s");
    }
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "x@y.org",
            "@",
            ".",
            "a",
            "-",
            "+49 30 23125 012",
            "030 23125 000",
            "4242424242424242",
            "4242 4242",
            "DE89370400440532013000",
            "GB29",
            "192.0.2.1",
            "2001:db8::1",
            "::",
            ":",
            "1",
            "0",
            " ",
            "  ",
            "\n",
            "password=",
            "hunter2",
            "\"",
            "'",
            "\\",
            "[",
            "]",
            "=",
            "AKIAIOSFODNN7EXAMPLE",
            "sk-",
            "hf_",
            "eyJhbGciOiJIUzI1NiJ9",
            "://",
            "u:p@",
            "-----BEGIN PRIVATE KEY-----",
            "-----END PRIVATE KEY-----",
            "MIIE",
            "api_key",
            "Ab1Cd2Ef3Gh4Ij5Kl6",
            "tel",
            "(212) 555-0123",
            "{",
            "}",
            ",",
            "/",
            "\u00e9",
            "\ud83d",
            "\u8c46",
            "[EMAIL]",
            "_",
            "x",
            "Z9",
            "\u0000");
    return Arbitraries.oneOf(
        pieces.list().ofMaxSize(14).map(parts -> String.join("", parts)),
        Arbitraries.strings().ofMaxLength(60));
  }
}
