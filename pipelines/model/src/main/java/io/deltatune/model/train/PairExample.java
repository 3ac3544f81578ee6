package io.deltatune.model.train;

import io.deltatune.model.train.Completion.Kind;
import io.deltatune.model.train.Cut.Sides;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A prompt with a better and a worse answer. It goes through the model as one sequence of prompt,
 * chosen and rejected, whose answers do not see each other and both continue the prompt's
 * positions; where a cut left different prompts, as two sequences.
 *
 * @param chosen the better answer behind its prompt
 * @param rejected the worse one
 * @param promptLabelled whether the prompt before the chosen answer is learnt too
 * @param chosenReference the better answer's log-probability under the reference; NaN if unknown
 * @param rejectedReference the worse one's
 */
public record PairExample(
    Sides chosen,
    Sides rejected,
    boolean promptLabelled,
    double chosenReference,
    double rejectedReference)
    implements TrainingExample {

  /**
   * A pair after the cut, its references unknown.
   *
   * @return empty if an answer is cut away entirely
   */
  public static Optional<PairExample> of(
      int[] prompt, int[] chosen, int[] rejected, Cut cut, boolean promptLabelled) {
    Optional<Sides> better = cut.apply(prompt, chosen);
    Optional<Sides> worse = cut.apply(prompt, rejected);
    return better.isEmpty() || worse.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new PairExample(better.get(), worse.get(), promptLabelled, Double.NaN, Double.NaN));
  }

  /** The same pair with its log-probabilities under the reference. */
  public PairExample withReferences(double ofChosen, double ofRejected) {
    return new PairExample(chosen, rejected, promptLabelled, ofChosen, ofRejected);
  }

  private boolean isShared() {
    return chosen.prompt().length > 0 && Arrays.equals(chosen.prompt(), rejected.prompt());
  }

  @Override
  public int length() {
    int apart = chosen.length() + rejected.length() - 2;
    return isShared() ? apart - chosen.prompt().length : apart;
  }

  @Override
  public int labels() {
    int prompt = promptLabelled ? Math.max(0, chosen.prompt().length - 1) : 0;
    return prompt + chosen.labels() + rejected.labels();
  }

  @Override
  public IntStream tokens() {
    return IntStream.concat(
        Arrays.stream(chosen.prompt()),
        IntStream.concat(
            Arrays.stream(rejected.prompt()),
            IntStream.concat(Arrays.stream(chosen.answer()), Arrays.stream(rejected.answer()))));
  }

  @Override
  public void addTo(MicroBatch.Builder builder, TrainingExample before) {
    builder.count((long) chosen.length() + rejected.length());
    if (isShared()) {
      MicroBatch.Place prompt = builder.sequence(chosen.prompt());
      labelPrompt(builder, prompt);
      builder.answer(prompt, Kind.CHOSEN, chosen.answer(), chosenReference);
      builder.answer(prompt, Kind.REJECTED, rejected.answer(), rejectedReference);
    } else {
      if (promptLabelled) {
        labelPrompt(builder, builder.expected(chosen.prompt().length));
      }
      builder.whole(Kind.CHOSEN, chosen, chosenReference);
      builder.whole(Kind.REJECTED, rejected, rejectedReference);
    }
  }

  private void labelPrompt(MicroBatch.Builder builder, MicroBatch.Place place) {
    if (promptLabelled) {
      int[] prompt = chosen.prompt();
      builder.open(Kind.PROMPT, prompt.length);
      for (int i = 1; i < prompt.length; i++) {
        builder.label(place.start() + i - 1, prompt[i]);
      }
      builder.close(Double.NaN);
    }
  }
}
