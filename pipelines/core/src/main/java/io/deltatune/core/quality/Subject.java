package io.deltatune.core.quality;

import io.deltatune.core.example.Example;
import io.deltatune.core.example.LabelledAnswer;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.PlainText;
import io.deltatune.core.example.PreferencePair;
import io.deltatune.core.example.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An example under judgement, its texts looked at once.
 *
 * @param example the example
 * @param prompt profiles of the turns up to the answers
 * @param answers profiles of the answers; of a pair the chosen, then the rejected one
 * @param measures what was told of it, for the last rules
 */
record Subject(
    Example example, List<TextProfile> prompt, List<TextProfile> answers, Measures measures) {
  static Subject of(Example example) {
    List<TextProfile> prompt = new ArrayList<>();
    for (Message turn : example.promptTurns()) {
      prompt.add(TextProfile.of(turn.content()));
    }
    List<TextProfile> answers = new ArrayList<>();
    for (String answer : example.answers()) {
      answers.add(TextProfile.of(answer));
    }
    return new Subject(example, prompt, answers, Measures.NONE);
  }

  Subject with(Measures told) {
    return new Subject(example, prompt, answers, told);
  }

  /** All texts, the prompt's first. */
  List<TextProfile> texts() {
    List<TextProfile> texts = new ArrayList<>(prompt);
    texts.addAll(answers);
    return texts;
  }

  /** The answer that a model is to give; none for plain text and for answers found bad. */
  Optional<TextProfile> wanted() {
    boolean isNone =
        example instanceof PlainText
            || (example instanceof LabelledAnswer labelled && !labelled.desirable());
    return isNone ? Optional.empty() : Optional.of(answers.get(0));
  }

  /** Whether the first turn is a system text. */
  boolean hasSystem() {
    return !prompt.isEmpty() && example.promptTurns().get(0).role() == Role.SYSTEM;
  }

  /** What a text is called in details; two texts may read the same. */
  String placeOf(TextProfile text) {
    for (int i = 0; i < prompt.size(); i++) {
      if (prompt.get(i) == text) {
        Role role = example.promptTurns().get(i).role();
        return "turn " + (i + 1) + " (" + role.label() + ")";
      }
    }
    if (example instanceof PlainText) {
      return "the text";
    }
    boolean isPair = example instanceof PreferencePair;
    return isPair
        ? (answers.get(0) == text ? "the chosen answer" : "the rejected answer")
        : "the answer";
  }
}
