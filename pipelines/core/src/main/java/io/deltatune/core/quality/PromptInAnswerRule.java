package io.deltatune.core.quality;

import io.deltatune.core.recipe.ingest.QualityRules.Action;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers that hold the last turn of the user or the system text as a whole, or marks of a chat
 * template, which a model would learn to write.
 *
 * @param minCharacters shorter turns may stand in the answer
 */
record PromptInAnswerRule(Action action, int minCharacters) implements Rule {
  /** Marks by what they have in common, which is looked for first. */
  private static final Map<String, List<String>> MARKS =
      Map.of(
          "_of_turn>", List.of("<start_of_turn>", "<end_of_turn>"),
          "<|",
              List.of(
                  "<|im_start|>",
                  "<|im_end|>",
                  "<|endoftext|>",
                  "<|eot_id|>",
                  "<|start_header_id|>",
                  "<|end_header_id|>",
                  "<|user|>",
                  "<|assistant|>",
                  "<|system|>",
                  "<|begin_of_text|>"),
          "INST]", List.of("[INST]", "[/INST]"),
          "SYS>>", List.of("<<SYS>>", "<</SYS>>"),
          "\n\nHuman:", List.of("\n\nHuman:"),
          "### ", List.of("### Instruction:", "### Response:", "### Human:", "### Assistant:"));

  private static final int BEGINNING = 64;
  private static final int TRIES = 16;

  @Override
  public String name() {
    return "prompt_in_answer";
  }

  @Override
  public Optional<String> find(Subject subject) {
    if (subject.prompt().isEmpty()) {
      return Optional.empty();
    }
    for (TextProfile answer : subject.answers()) {
      if (repeats(answer.text(), subject)) {
        return Optional.of(subject.placeOf(answer) + " holds a whole turn of the prompt");
      }
      if (isMarked(answer.text())) {
        return Optional.of(subject.placeOf(answer) + " holds marks of a chat template");
      }
    }
    return Optional.empty();
  }

  private boolean repeats(String answer, Subject subject) {
    List<TextProfile> prompt = subject.prompt();
    return holds(answer, prompt.get(prompt.size() - 1).text().strip())
        || (subject.hasSystem() && holds(answer, prompt.get(0).text().strip()));
  }

  /** Whether a turn stands in the answer. The bounds keep the time linear in any text. */
  private boolean holds(String answer, String turn) {
    if (turn.length() < minCharacters || turn.length() > answer.length()) {
      return false;
    }
    String beginning = turn.substring(0, Math.min(turn.length(), BEGINNING));
    int place = answer.indexOf(beginning);
    for (int tries = 0; tries < TRIES && place >= 0; tries++) {
      if (answer.startsWith(turn, place)) {
        return true;
      }
      place = answer.indexOf(beginning, place + 1);
    }
    return false;
  }

  private static boolean isMarked(String answer) {
    for (Map.Entry<String, List<String>> marks : MARKS.entrySet()) {
      if (answer.contains(marks.getKey()) && marks.getValue().stream().anyMatch(answer::contains)) {
        return true;
      }
    }
    return false;
  }
}
