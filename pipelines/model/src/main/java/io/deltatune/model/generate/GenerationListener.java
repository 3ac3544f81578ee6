package io.deltatune.model.generate;

/** Is told of answers while they grow. It is called by the thread that generates. */
@FunctionalInterface
public interface GenerationListener {
  /** Lets every answer go on. */
  GenerationListener NONE = (row, newText, newTokens) -> true;

  /**
   * Called after every token of a row, and once more where its end sets text free.
   *
   * @param row the prompt's number in the list of prompts
   * @param newText what the answer's text has more than before: whole characters only, and nothing
   *     that might turn out to begin a stop string; empty where that leaves nothing, and always
   *     without a tokenizer. The texts of all calls together are the answer's text
   * @param newTokens the tokens since the last call, without one that ends the answer
   * @return false to end this row here
   */
  boolean onText(int row, String newText, int[] newTokens);
}
