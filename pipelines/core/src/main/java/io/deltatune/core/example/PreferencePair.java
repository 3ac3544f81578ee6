package io.deltatune.core.example;

import java.util.Objects;

/**
 * A prompt with a better and a worse answer.
 *
 * @param id SHA-256 over the normalised prompt, chosen and rejected, in hexadecimal
 * @param source the name of the dataset it came from
 * @param group what must not be divided between splits
 * @param prompt the turns up to the answer, the last one the user's
 * @param chosen the better answer
 * @param rejected the worse answer, different from {@code chosen}
 */
public record PreferencePair(
    String id, String source, String group, Conversation prompt, String chosen, String rejected)
    implements Example {
  /**
   * @throws IllegalArgumentException if an answer is empty, the two are equal, or the prompt ends
   *     with the model
   */
  public PreferencePair {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(group, "group");
    if (prompt.isAnswered()) {
      throw new IllegalArgumentException("the prompt must end with a user turn");
    }
    if (chosen.isBlank() || rejected.isBlank()) {
      throw new IllegalArgumentException("both answers must be non-empty");
    }
    if (chosen.equals(rejected)) {
      throw new IllegalArgumentException("chosen and rejected are the same");
    }
  }

  @Override
  public PreferencePair withGroup(String newGroup) {
    return new PreferencePair(id, source, newGroup, prompt, chosen, rejected);
  }
}
