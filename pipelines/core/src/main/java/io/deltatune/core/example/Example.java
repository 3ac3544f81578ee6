package io.deltatune.core.example;

import java.util.List;
import java.util.function.UnaryOperator;

/** What a raw row becomes. */
public sealed interface Example
    permits InstructionExample, PreferencePair, LabelledAnswer, PlainText {
  /** The content hash: the same content has the same id, wherever it came from. */
  String id();

  /** The name of the dataset it came from. */
  String source();

  /** What must not be divided between splits. */
  String group();

  /** The turns up to the answers, the last one the user's; none for plain text. */
  List<Message> promptTurns();

  /** What is learnt: the answer; of a pair the chosen, then the rejected one; the plain text. */
  List<String> answers();

  /** The same example in another group. */
  Example withGroup(String group);

  /**
   * The example with every text changed, in the same group. Its id is made anew.
   *
   * @throws IllegalArgumentException if a text that may not be empty becomes so, or the answers of
   *     a pair become equal
   */
  Example withTexts(UnaryOperator<String> change);
}
