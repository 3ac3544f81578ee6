package io.deltatune.model.train.objective;

import io.deltatune.model.train.objective.Pairs.Answer;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Alignment by optimal transport (arXiv 2406.05882): two distributions over a micro-batch are
 * compared quantile by quantile, so that its pairs depend on each other.
 */
interface SortedLoss extends PairLoss {
  /** The numbers 0 .. count - 1 in the order of rising values. */
  private static List<Integer> order(int count, IntToDoubleFunction value) {
    return IntStream.range(0, count)
        .boxed()
        .sorted(Comparator.comparingDouble(value::applyAsDouble))
        .toList();
  }

  /** AOT over pairs: the log-ratios of chosen and rejected, of policy and reference. */
  record Aot() implements SortedLoss {
    @Override
    public String label() {
      return "aot";
    }

    @Override
    public PairTerms terms(Pairs pairs, LossSettings settings) {
      PairTerms terms = new PairTerms(pairs);
      List<Integer> policies = order(pairs.count(), i -> policy(pairs, i));
      List<Integer> references = order(pairs.count(), i -> reference(pairs, i));
      for (int rank = 0; rank < pairs.count(); rank++) {
        int pair = policies.get(rank);
        double margin = policy(pairs, pair) - reference(pairs, references.get(rank));
        double scaled = settings.beta() * margin;
        double slope = settings.beta() * Logistic.smoothedSlope(scaled, settings.labelSmoothing());
        terms.addLoss(Logistic.smoothed(scaled, settings.labelSmoothing()));
        terms.addByPolicy(pair, slope, -slope);
      }
      return terms;
    }

    private static double policy(Pairs pairs, int pair) {
      return pairs.chosen().get(pair).policy() - pairs.rejected().get(pair).policy();
    }

    private static double reference(Pairs pairs, int pair) {
      return pairs.chosen().get(pair).completion().reference()
          - pairs.rejected().get(pair).completion().reference();
    }
  }

  /** AOT without pairs: the log-ratios of policy and reference, of chosen and rejected. */
  record AotUnpaired() implements SortedLoss {
    @Override
    public String label() {
      return "aot_unpaired";
    }

    @Override
    public PairTerms terms(Pairs pairs, LossSettings settings) {
      PairTerms terms = new PairTerms(pairs);
      List<Answer> chosen = pairs.chosen();
      List<Answer> rejected = pairs.rejected();
      List<Integer> better = order(pairs.count(), i -> chosen.get(i).ratio());
      List<Integer> worse = order(pairs.count(), i -> rejected.get(i).ratio());
      for (int rank = 0; rank < pairs.count(); rank++) {
        double margin =
            chosen.get(better.get(rank)).ratio() - rejected.get(worse.get(rank)).ratio();
        double scaled = settings.beta() * margin;
        double slope = settings.beta() * Logistic.smoothedSlope(scaled, settings.labelSmoothing());
        terms.addLoss(Logistic.smoothed(scaled, settings.labelSmoothing()));
        terms.addByPolicy(better.get(rank), slope, 0);
        terms.addByPolicy(worse.get(rank), 0, -slope);
      }
      return terms;
    }
  }
}
