package io.deltatune.model.train;

import io.deltatune.core.chat.EncodedConversation;
import io.deltatune.model.gemma3.Gemma3Model;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The mean cross entropy of held-out examples' labelled tokens.
 *
 * @param loss per labelled token
 * @param labels labelled tokens
 */
public record Evaluation(double loss, long labels) {

  /** Measures the model as it is now; the order of the examples does not matter. */
  static Evaluation of(Backpropagation passes, List<EncodedConversation> examples, int batchSize) {
    List<EncodedConversation> sorted = new ArrayList<>(examples);
    sorted.sort(Comparator.comparingInt(EncodedConversation::length));
    double sum = 0;
    long labels = 0;
    for (int i = 0; i < sorted.size(); i += batchSize) {
      MicroBatch batch = MicroBatch.of(sorted.subList(i, Math.min(sorted.size(), i + batchSize)));
      if (batch.labels() > 0) {
        for (float value : passes.logProbabilities(batch)) {
          sum -= value;
        }
        labels += batch.labels();
      }
    }
    return new Evaluation(labels == 0 ? Double.NaN : sum / labels, labels);
  }

  /** Measures a model outside training. */
  public static Evaluation of(
      Gemma3Model model, List<EncodedConversation> examples, int batchSize) {
    return of(Backpropagation.inferring(model), examples, batchSize);
  }
}
