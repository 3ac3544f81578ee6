package io.deltatune.model.train;

import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.train.Completion.Kind;
import io.deltatune.model.train.ReferenceFile.Sums;
import java.util.ArrayList;
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
   * The log-probabilities of the answers of pairs that go through the model together, in their
   * order.
   */
  List<Sums> judge(List<PairExample> pairs) {
    List<Sums> sums = new ArrayList<>();
    double chosen = Double.NaN;
    for (Completion completion : judge(MicroBatch.ofExamples(pairs)).completions()) {
      if (completion.kind() == Kind.CHOSEN) {
        chosen = completion.reference();
      } else if (completion.kind() == Kind.REJECTED) {
        sums.add(new Sums(chosen, completion.reference()));
      }
    }
    return sums;
  }
}
