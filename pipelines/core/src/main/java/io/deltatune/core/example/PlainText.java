package io.deltatune.core.example;

import io.deltatune.core.hash.ContentHash;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A text without turns, for pre-training.
 *
 * @param id SHA-256 over the normalised text, in hexadecimal
 * @param source the name of the dataset it came from
 * @param group what must not be divided between splits
 * @param text the text, not blank
 */
public record PlainText(String id, String source, String group, String text) implements Example {
  /**
   * @throws IllegalArgumentException if there is nothing but white space
   */
  public PlainText {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(group, "group");
    if (text.isBlank()) {
      throw new IllegalArgumentException("the text must be non-empty");
    }
  }

  /** A text with the id of its content. */
  public static PlainText of(String source, String group, String text) {
    return new PlainText(ContentHash.ofPlainText(text), source, group, text);
  }

  @Override
  public List<Message> promptTurns() {
    return List.of();
  }

  @Override
  public List<String> answers() {
    return List.of(text);
  }

  @Override
  public PlainText withGroup(String newGroup) {
    return new PlainText(id, source, newGroup, text);
  }

  @Override
  public PlainText withTexts(UnaryOperator<String> change) {
    return of(source, group, change.apply(text));
  }
}
