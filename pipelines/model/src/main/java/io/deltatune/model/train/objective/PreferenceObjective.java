package io.deltatune.model.train.objective;

import io.deltatune.core.recipe.train.Loss;
import io.deltatune.model.train.MetricMeans;
import io.deltatune.model.train.MicroBatch;
import io.deltatune.model.train.Objective;
import io.deltatune.model.train.objective.Pairs.Answer;
import java.util.List;
import java.util.Locale;

/**
 * The DPO family: the weighted sum of one or several losses of pairs, each the mean over the pairs
 * of the step ({@code DPOTrainer._compute_loss} of TRL 1.16).
 */
public final class PreferenceObjective implements Objective {
  private final List<Term> terms;
  private final LossSettings settings;
  private final Divergence divergence;

  /**
   * A loss and its weight.
   *
   * @param loss TRL's name of it
   */
  public record Term(String loss, double weight) {
    /**
     * @throws IllegalArgumentException if there is no such loss
     */
    public Term {
      PairLosses.of(loss);
    }

    private Loss named() {
      return Loss.valueOf(loss.toUpperCase(Locale.ROOT));
    }
  }

  /**
   * @throws IllegalArgumentException if there is no loss, or one that the settings mean nothing to
   */
  public PreferenceObjective(List<Term> terms, LossSettings settings, Divergence divergence) {
    this.terms = List.copyOf(terms);
    this.settings = settings;
    this.divergence = divergence;
    boolean diverges = divergence.kind() != Divergence.Kind.REVERSE_KL;
    for (Term term : terms) {
      if (diverges && !term.named().takesDivergences()) {
        throw new IllegalArgumentException(divergence.kind() + " with " + term.loss());
      }
    }
    boolean smoothed = settings.labelSmoothing() != 0;
    boolean means = terms.stream().anyMatch(term -> term.named().takesSmoothing());
    if (terms.isEmpty() || (smoothed && !means)) {
      throw new IllegalArgumentException("label smoothing with " + terms);
    }
  }

  /** The losses by name. */
  public static List<String> losses() {
    return PairLosses.ALL.stream().map(PairLoss::label).toList();
  }

  @Override
  public boolean needsReference() {
    return true;
  }

  @Override
  public long count(MicroBatch batch) {
    return Pairs.count(batch);
  }

  @Override
  public Share share(MicroBatch batch, float[] logProbabilities, long stepCount) {
    Pairs pairs = Pairs.of(batch, logProbabilities, divergence);
    Gradient gradient = new Gradient(batch);
    double loss = 0;
    for (Term term : terms) {
      PairTerms found = PairLosses.of(term.loss()).terms(pairs, settings);
      double weight = term.weight() / stepCount;
      loss += weight * found.loss();
      for (int i = 0; i < pairs.count(); i++) {
        gradient.add(pairs.chosen().get(i).completion(), weight * found.byChosen(i));
        gradient.add(pairs.rejected().get(i).completion(), weight * found.byRejected(i));
      }
    }
    MetricMeans metrics =
        RewardMetrics.of(pairs, answer -> settings.beta() * answer.ratio(), Answer::policy);
    return new Share(loss, gradient.floats(), metrics);
  }
}
