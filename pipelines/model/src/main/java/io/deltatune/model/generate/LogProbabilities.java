package io.deltatune.model.generate;

/**
 * What an answer tells of its tokens' log-probabilities. They are those of the model's own
 * distribution, before penalty, temperature and limits: the log-softmax of transformers' {@code
 * output_logits} (and not of its {@code output_scores}).
 */
public enum LogProbabilities {
  /** Nothing, which is the cheapest. */
  NONE,
  /** Their sum. */
  SUM,
  /** Their sum and each of them. */
  TOKENS
}
