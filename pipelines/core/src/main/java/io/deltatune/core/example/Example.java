package io.deltatune.core.example;

/** What a raw row becomes. */
public sealed interface Example permits InstructionExample, PreferencePair {
  /** The content hash: the same content has the same id, wherever it came from. */
  String id();

  /** The name of the dataset it came from. */
  String source();

  /** What must not be divided between splits. */
  String group();

  /** The turns up to the answer, the last one the user's. */
  Conversation prompt();

  /** The same example in another group. */
  Example withGroup(String group);
}
