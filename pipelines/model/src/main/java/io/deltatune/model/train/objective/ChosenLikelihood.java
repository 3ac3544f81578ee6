package io.deltatune.model.train.objective;

/**
 * The mean cross entropy of the chosen answers' tokens in a micro-batch, as a term beside others
 * (MPO, arXiv 2411.10442).
 */
record ChosenLikelihood() implements PairLoss {
  @Override
  public String label() {
    return "sft";
  }

  @Override
  public PairTerms terms(Pairs pairs, LossSettings settings) {
    PairTerms terms = new PairTerms(pairs);
    double labels = pairs.chosen().stream().mapToInt(answer -> answer.completion().labels()).sum();
    // The mean over the pairs is taken of the sum, so each token counts pairs / labels.
    double share = pairs.count() / labels;
    for (int i = 0; i < pairs.count(); i++) {
      terms.addLoss(-share * pairs.chosen().get(i).policy());
      terms.addByPolicy(i, -share, 0);
    }
    return terms;
  }
}
