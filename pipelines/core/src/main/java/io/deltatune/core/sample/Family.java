package io.deltatune.core.sample;

import java.util.List;

/**
 * A kind of question.
 *
 * @param known whether the sample model is pre-trained on it
 * @param subject the name of the {@link Subjects subject} that fills its slots
 * @param answer the template of the answer
 */
record Family(String name, boolean known, String subject, String answer, List<Prompt> prompts) {

  /** One phrasing; {@code input} is empty where the request holds everything. */
  record Prompt(String ask, String input) {
    Prompt {
      input = input == null ? "" : input;
    }
  }
}
