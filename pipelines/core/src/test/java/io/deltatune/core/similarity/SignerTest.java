package io.deltatune.core.similarity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.deltatune.core.example.Conversation;
import io.deltatune.core.example.InstructionExample;
import io.deltatune.core.example.LabelledAnswer;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.Role;
import io.deltatune.core.recipe.ingest.Duplicates;
import io.deltatune.core.recipe.ingest.Duplicates.Exact;
import io.deltatune.core.recipe.ingest.Duplicates.Near;
import io.deltatune.core.recipe.ingest.Duplicates.Of;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SignerTest {
  private static final String QUESTION = "What is the colour of the sky at noon?";
  private static final String ANSWER = "It is blue.";

  @Test
  void aSystemTurnIsNotCompared() {
    Signer signer = signer(Exact.CONTENT, Near.REMOVE, Of.EXAMPLE);
    assertArrayEquals(
        signer.bands(example(Optional.empty(), QUESTION, ANSWER)),
        signer.bands(example(Optional.of("Be brief."), QUESTION, ANSWER)));
    assertEquals(20, signer.bands(example(Optional.empty(), QUESTION, ANSWER)).length);
  }

  @Test
  void onlyThePromptIsComparedWhereTheRecipeSaysSo() {
    Signer signer = signer(Exact.CONTENT, Near.GROUP, Of.PROMPT);
    assertArrayEquals(
        signer.bands(example(Optional.empty(), QUESTION, ANSWER)),
        signer.bands(example(Optional.empty(), QUESTION, "Quite another answer.")));
  }

  @Test
  void theHashOfWordsTellsTurnsRolesAndVerdictsApart() {
    Signer signer = signer(Exact.NORMALISED, Near.OFF, Of.EXAMPLE);
    long[] plain = signer.bands(example(Optional.empty(), QUESTION, ANSWER));
    assertEquals(1, plain.length);
    assertArrayEquals(
        plain,
        signer.bands(example(Optional.empty(), QUESTION.toUpperCase(Locale.ROOT), " it is  BLUE")));
    assertNotEquals(plain[0], signer.bands(example(Optional.of("Be brief."), QUESTION, ANSWER))[0]);
    assertNotEquals(
        plain[0], signer.bands(example(Optional.empty(), QUESTION + " It", "is blue."))[0]);
    Conversation prompt = new Conversation(List.of(new Message(Role.USER, QUESTION)));
    assertNotEquals(
        signer.bands(LabelledAnswer.of("s", "g", prompt, ANSWER, true))[0],
        signer.bands(LabelledAnswer.of("s", "g", prompt, ANSWER, false))[0]);
  }

  @Test
  void theParametersTellWhatSignaturesDependOn() {
    assertEquals(
        "minhash/1 of=example ngram=3 bands=20 rows=6",
        signer(Exact.CONTENT, Near.REMOVE, Of.EXAMPLE).parameters());
    assertEquals("minhash/1 words", signer(Exact.NORMALISED, Near.OFF, Of.PROMPT).parameters());
    assertEquals(
        0,
        signer(Exact.CONTENT, Near.OFF, Of.PROMPT)
            .bands(example(Optional.empty(), QUESTION, ANSWER))
            .length);
  }

  private static Signer signer(Exact exact, Near near, Of of) {
    return new Signer(new Duplicates(exact, near, 0.8, 3, 20, 6, of));
  }

  private static InstructionExample example(Optional<String> system, String user, String answer) {
    List<Message> turns = new ArrayList<>();
    system.ifPresent(text -> turns.add(new Message(Role.SYSTEM, text)));
    turns.add(new Message(Role.USER, user));
    turns.add(new Message(Role.MODEL, answer));
    return InstructionExample.of("source", "group", new Conversation(turns));
  }
}
