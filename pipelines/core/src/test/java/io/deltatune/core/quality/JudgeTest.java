package io.deltatune.core.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.ImplementationsOf;
import io.deltatune.core.chat.TokenCounter;
import io.deltatune.core.chat.TokenCounterSource;
import io.deltatune.core.error.UserError;
import io.deltatune.core.example.Conversation;
import io.deltatune.core.example.Example;
import io.deltatune.core.example.InstructionExample;
import io.deltatune.core.example.LabelledAnswer;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.PlainText;
import io.deltatune.core.example.PreferencePair;
import io.deltatune.core.example.Role;
import io.deltatune.core.hash.ContentHash;
import io.deltatune.core.quality.LanguageIdentifier.Identified;
import io.deltatune.core.recipe.Recipes;
import io.deltatune.core.recipe.ingest.Quality;
import io.deltatune.core.recipe.ingest.QualityRules;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings({"InlineFormatString", "StringConcatToTextBlock"}) // texts as rules see them
class JudgeTest {
  private static final String PROMPT = "Which bird is it that sings before the sun is up?";

  @Test
  void everyRuleIsOnTheListUnderTheNameOfItsKey() throws Exception {
    List<Rule> rules = Rules.of(quality(""));
    Set<Class<?>> listed = rules.stream().map(Object::getClass).collect(Collectors.toSet());
    assertEquals(ImplementationsOf.type(Rule.class), listed);
    Set<String> keys =
        Arrays.stream(QualityRules.class.getRecordComponents())
            .map(key -> key.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    assertEquals(
        keys,
        rules.stream().map(r -> r.name().replaceFirst("[.].*", "")).collect(Collectors.toSet()));
    assertEquals(rules.size(), rules.stream().map(Rule::name).distinct().count());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "A robin. | ",
        "<nooutput> | empty_answer",
        "N/A. | empty_answer",
        "...! | empty_answer",
        "👍 | ",
        "= | ",
        "42 | ",
        "I'm sorry, but I can't help with that. | refusing_answer",
        "I\u2019m **unable to assist** with it. | refusing_answer",
        "As an AI language model, I know no birds. | refusing_answer",
        "Es tut mir leid, aber ich kann das nicht beantworten. | refusing_answer",
        "Lo siento, pero no puedo ayudarte. | refusing_answer",
        "Je suis d\u00e9sol\u00e9, mais je ne peux pas. | refusing_answer",
        "\u5f88\u62b1\u6b49\uff0c\u6211\u65e0\u6cd5\u56de\u7b54\u3002 | refusing_answer",
        "\u7533\u3057\u8a33\u3042\u308a\u307e\u305b\u3093\u304c\u3001\u304a\u7b54\u3048\u3067\u304d\u307e\u305b\u3093\u3002"
            + " | refusing_answer",
        "\u0418\u0437\u0432\u0438\u043d\u0438\u0442\u0435, \u043d\u043e \u044f \u043d\u0435"
            + " \u043c\u043e\u0433\u0443. | refusing_answer",
        "You asked: Which bird is it that sings before the sun is up? A robin. | prompt_in_answer",
        "A robin.[/INST] | prompt_in_answer",
        "caf\u00c3\u00a9 | encoding_damage",
        "it\u00e2\u20ac\u2122s | encoding_damage",
        "a\ufffdb | encoding_damage",
        "caf\u00e9\u2026\u201d | ",
        "NO\u00cbL\u201d | ",
        "S\u00c3O PAULO | ",
        "\u00d0\u00bf\u00d1\u20ac\u00d0\u00b8 | encoding_damage",
        "write to x@y.org | personal_data.email",
        "password=hunter2 | secrets.password",
      })
  void whatEachRuleFinds(String answer, String flag) {
    List<String> expected = flag == null ? List.of() : List.of(flag);
    assertEquals(expected, judge("").judge(example(answer)).flags(), answer);
  }

  @Test
  void repetitionOfWordsLinesAndCharacters() {
    assertEquals(List.of("repetition"), flags("I go round and round. ".repeat(20)));
    assertEquals(List.of("repetition"), flags("a" + "!".repeat(101)));
    assertEquals(List.of(), flags("| " + "-".repeat(100) + " |"));
    String song = "one two three four %d five six seven\nla la la la la\n";
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 9; i++) {
      lines.append(String.format(song, i * 7919));
    }
    assertEquals(List.of("repetition"), flags(lines.toString()), "a line nine times");
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < 3000; i++) {
      words.append("w").append(i).append(' ');
    }
    assertEquals(new RepeatedWords(3000, 2997, 0), RepeatedWords.of(words.toString(), 4));
    assertEquals(new RepeatedWords(8, 7, 3), RepeatedWords.of("A b, a B c a b a", 2));
    assertEquals(new RepeatedWords(4, 3, 1), RepeatedWords.of("\u8c46\u5b50\u8c46\u5b50", 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "First this. Then the bird began to sing, and everybody who was there in the garden",
        "Here is the code that you have asked me for, in the language you named:\n"
            + "```python\n"
            + "print(1)\n",
        "I will take the following things with me when we go to the lake in the morning: apples,",
        "\u8fd9\u662f\u7b2c\u4e00\u53e5\u8bdd\u3002\u63a5\u4e0b\u6765\u6211\u4eec\u8981\u8ba8\u8bba\u7684\u662f\u5982\u4f55\u5728\u65e9\u6668\u542c\u5230\u9e1f\u513f\u7684\u6b4c\u58f0\u5e76\u4e14",
      })
  void truncatedAnswers(String answer) {
    Judge judge = judge("truncated_answer: {action: flag, min_characters: 20}");
    assertEquals(List.of("truncated_answer"), judge.judge(example(answer)).flags());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "First this. Then the bird began to sing, and everybody who was there in the garden"
            + " listened.",
        "Look:\n```python\nprint(1)\n```",
        "It has three parts.\n- the first one that is there since long ago and still stands there",
        "A list follows. It is short.\n3. the third thing that we have to do before we can go home",
        "I wish you well in all of this and in what comes. Robin J. Landwehr, DBH, LPCC, NCC",
        "Read more. It is all there and free for everybody to read at https://example.org/a/b/c",
        "def f():\n    return [x for x in y if x is not None and x is not in the list of names]",
        "Roses are red. Violets are blue.\nSugar is sweet and so are you",
      })
  void answersThatEndWell(String answer) {
    Judge judge = judge("truncated_answer: {action: flag, min_characters: 20}");
    assertEquals(List.of(), judge.judge(example(answer)).flags());
  }

  @Test
  void lengthsAreLimitedBeforeAnythingElseIsLookedAt() {
    Judge judge =
        Judge.of(
            parse("max_characters: 60\nmin_answer_characters: 3"),
            Optional.empty(),
            Optional.empty());
    assertEquals(
        Optional.of(new Verdict.Refusal("too_long", "61 characters; at most 60")),
        judge.judge(example("x@y.org" + "a".repeat(5))).refusal());
    assertEquals("answer_too_short", judge.judge(example("ab")).refusal().orElseThrow().rule());
    assertEquals(Optional.empty(), judge.judge(example("abc")).refusal());
  }

  @Test
  void answersOfAPairMustDifferInMoreThanCaseAndSpace() {
    assertEquals("same_answers", refusal("", pair("A robin.", "a  Robin. ")));
    assertEquals("", refusal("", pair("A robin.", "A robin!")));
    assertEquals("", refusal("", pair("x + 1", "x - 1")));
    assertEquals(
        "same_answers",
        refusal(
            "same_answers: {ignore: [punctuation, space, case]}", pair("A robin.", "a Robin!")));
    assertEquals("", refusal("same_answers: {action: off}", pair("a", "A")));
  }

  @Test
  void onlyWantedAnswersMayNotRefuse() {
    String no = "I cannot help with that.";
    assertEquals(List.of(), judge("").judge(pair("A robin.", no)).flags());
    assertEquals(List.of("refusing_answer"), judge("").judge(pair(no, "A robin.")).flags());
    assertEquals(
        List.of(), judge("").judge(LabelledAnswer.of("s", "g", prompt(), no, false)).flags());
    assertEquals(List.of(), judge("").judge(PlainText.of("s", "g", no)).flags());
  }

  @Test
  void theFirstRefusalWinsAndEarlierFlagsStay() {
    Verdict verdict =
        judge("personal_data: {action: flag, kinds: {card: refuse, ip: refuse}}")
            .judge(example("x@y.org 4242424242424242 192.0.2.1"));
    assertEquals("personal_data.card", verdict.refusal().orElseThrow().rule());
    assertEquals(List.of("personal_data.email"), verdict.flags());
    assertEquals("refuse", verdict.findings().get(1).action().label());
    assertFalse(verdict.refusal().get().detail().contains("4242"));
  }

  @Test
  void maskedExamplesHaveAnIdOfTheirOwnAndNoPersonInTheirGroup() {
    Example example =
        InstructionExample.of(
            "s", "jane@example.org", conversation("Mail jane@example.org", "No. 192.0.2.1"));
    Verdict verdict = judge("personal_data: {action: mask, kinds: {ip: flag}}").judge(example);
    assertTrue(verdict.masked());
    assertEquals(List.of("personal_data.email", "personal_data.ip"), verdict.flags());
    assertEquals("Mail [EMAIL]", verdict.example().promptTurns().get(0).content());
    assertEquals(List.of("No. 192.0.2.1"), verdict.example().answers());
    String group = ContentHash.of("group").field("jane@example.org").hex();
    assertNotEquals(example.id(), verdict.example().id());
    assertEquals(
        InstructionExample.of("s", group, conversation("Mail [EMAIL]", "No. 192.0.2.1")),
        verdict.example());
    for (String action : List.of("mask", "refuse")) {
      Verdict clean =
          judge("personal_data: {action: " + action + "}")
              .judge(InstructionExample.of("s", "jane@example.org", conversation("Ask", "Told.")));
      assertEquals(group, clean.example().group(), "one group a person, whatever the texts hold");
    }
  }

  @Test
  void pairsThatDifferOnlyInWhatIsMaskedAreRefused() {
    Verdict verdict =
        judge("personal_data: {action: mask}").judge(pair("Ask a@b.org", "Ask c@d.org"));
    assertEquals("same_answers", verdict.refusal().orElseThrow().rule());
  }

  @Test
  void rowsAreMaskedForWhatIsMaskedOrRefused() {
    String row = "{\"a\": \"x\\u0040y.org 4242424242424242 192.0.2.1\"}";
    Judge judge = judge("personal_data: {action: flag, kinds: {email: mask, card: refuse}}");
    assertTrue(judge.masks());
    assertEquals("{\"a\": \"[EMAIL] [CARD] 192.0.2.1\"}", judge.mask(row));
    assertFalse(judge("").masks());
    assertEquals(row, judge("").mask(row));
  }

  @Test
  void languageAndTokensAreToldAndLimited() throws Exception {
    Quality quality =
        parse(
            "tokenizer: model\nrules:\n"
                + "  language: {action: refuse, allowed: [en], min_letters: 4}\n"
                + "  too_many_tokens: {max_answer_tokens: 40}\n");
    Judge judge =
        travelled(
            Judge.of(quality, Optional.of(new OneEach()), Optional.of(() -> JudgeTest::language)));
    Verdict verdict = judge.judge(example("A robin sings in the garden."));
    assertEquals(Optional.of("en"), verdict.language());
    assertEquals(Optional.empty(), verdict.refusal());
    assertTrue(verdict.promptTokens().orElseThrow() > PROMPT.length());
    assertEquals(
        OptionalInt.of("A robin sings in the garden.".length() + 2), verdict.answerTokens());
    assertEquals(
        "too_many_tokens",
        judge.judge(example("A robin sings. ".repeat(3))).refusal().orElseThrow().rule());
    assertEquals(
        "language",
        judge
            .judge(example("Ein Vogel ist es, und er singt fr\u00fch am Morgen im Garten."))
            .refusal()
            .orElseThrow()
            .rule());
    assertTrue(judge.actions().containsKey("language"));
    assertFalse(judge("").actions().containsKey("language"));
  }

  @Test
  void settingsThatCannotWorkAreRefused() {
    UserError error =
        assertThrows(
            UserError.class,
            () ->
                parse(
                    "rules:\n  repetition: {action: mask}\n  personal_data: {kinds: {mail: mask}}\n"
                        + "  too_many_tokens: {max_tokens: 5}\n"));
    assertTrue(
        error.problem().contains("only personal_data and secrets can be masked"), error.problem());
    assertTrue(
        error.problem().contains("the kinds are email, phone, iban, card, ip"), error.problem());
    assertThrows(UserError.class, () -> parse("rules: {too_many_tokens: {max_tokens: 5}}"));
  }

  private static Optional<Identified> language(String text) {
    return Optional.of(new Identified(text.contains("Vogel") ? "de" : "en", 0.9));
  }

  /** A character is a token. */
  private static final class OneEach implements TokenCounterSource {
    private static final long serialVersionUID = 1L;

    @Override
    public TokenCounter open() {
      return String::length;
    }

    @Override
    public String name() {
      return "characters";
    }
  }

  private static Judge travelled(Judge judge) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(judge);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (Judge) in.readObject();
    }
  }

  static Quality parse(String yaml) {
    return Recipes.parse(Quality.class, "quality", yaml);
  }

  static Quality quality(String rule) {
    return parse(rule.isEmpty() ? "" : "rules: {" + rule + "}");
  }

  static Judge judge(String rule) {
    return Judge.of(quality(rule), Optional.empty(), Optional.empty());
  }

  private static List<String> flags(String answer) {
    return judge("").judge(example(answer)).flags();
  }

  private static String refusal(String rule, Example example) {
    return judge(rule).judge(example).refusal().map(Verdict.Refusal::rule).orElse("");
  }

  private static Conversation conversation(String user, String model) {
    return new Conversation(List.of(new Message(Role.USER, user), new Message(Role.MODEL, model)));
  }

  private static Conversation prompt() {
    return new Conversation(List.of(new Message(Role.USER, PROMPT)));
  }

  static Example example(String answer) {
    return InstructionExample.of("s", "g", conversation(PROMPT, answer));
  }

  private static Example pair(String chosen, String rejected) {
    return PreferencePair.of("s", "g", prompt(), chosen, rejected);
  }
}
