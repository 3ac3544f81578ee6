package io.deltatune.model.train;

import io.deltatune.model.gemma3.Gemma3Model;
import java.util.List;

/**
 * The model that preferences are measured from: the trained one without its adapter, or another
 * one. It is asked for log-probabilities only.
 */
public final class ReferencePolicy {
  private final Backpropagation passes;

  private ReferencePolicy(Backpropagation passes) {
    this.passes = passes;
  }

  /** The model itself without any adapter, while its adapter is trained. */
  public static ReferencePolicy withoutAdapter(Gemma3Model model) {
    return new ReferencePolicy(Backpropagation.withoutAdapter(model));
  }

  /** Another model as it is. */
  public static ReferencePolicy of(Gemma3Model model) {
    return new ReferencePolicy(Backpropagation.inferring(model));
  }

  /** The micro-batch with what this model makes of its completions. */
  MicroBatch judge(MicroBatch batch) {
    return batch.labels() == 0 ? batch : batch.withReferences(passes.logProbabilities(batch));
  }

  /**
   * The log-probabilities of a pair's answers.
   *
   * @return chosen, rejected
   */
  double[] judge(PairExample pair) {
    List<Completion> completions = judge(MicroBatch.ofExamples(List.of(pair))).completions();
    int last = completions.size() - 1;
    return new double[] {completions.get(last - 1).reference(), completions.get(last).reference()};
  }
}
