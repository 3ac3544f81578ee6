package io.deltatune.model.train;

import io.deltatune.model.train.Completion.Kind;
import io.deltatune.model.train.Cut.Sides;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A prompt with an answer that was judged by itself (KTO, arXiv 2402.01306). In a micro-batch the
 * answer of the example before it is appended to its prompt a second time, unlearnt: the estimate
 * of the divergence from the reference, as TRL pairs them.
 *
 * @param prompt token ids
 * @param answer token ids
 * @param isDesirable the judgement
 * @param isMatchedOnly false to append the other answer, too
 * @param cut to the greatest length
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; tokens are not boxed
public record JudgedExample(
    int[] prompt, int[] answer, boolean isDesirable, boolean isMatchedOnly, Cut cut)
    implements TrainingExample {
  @Override
  public int length() {
    int own = sides(answer).map(Sides::length).orElse(0);
    return isMatchedOnly ? own : own + Math.min(cut.maximumLength(), answer.length);
  }

  @Override
  public int labels() {
    return sides(answer).map(Sides::labels).orElse(0);
  }

  @Override
  public IntStream tokens() {
    return IntStream.concat(Arrays.stream(prompt), Arrays.stream(answer));
  }

  @Override
  public boolean needsNeighbour() {
    return !isMatchedOnly;
  }

  private Optional<Sides> sides(int[] behind) {
    return cut.apply(prompt, behind);
  }

  @Override
  public void addTo(MicroBatch.Builder builder, TrainingExample before) {
    Kind kind = isDesirable ? Kind.DESIRABLE : Kind.UNDESIRABLE;
    Sides own = sides(answer).orElseThrow();
    builder.count(own.length());
    Optional<Sides> other =
        isMatchedOnly ? Optional.empty() : sides(((JudgedExample) before).answer);
    boolean shared =
        other.isPresent()
            && own.prompt().length > 0
            && Arrays.equals(own.prompt(), other.get().prompt());
    if (shared) {
      MicroBatch.Place place = builder.sequence(own.prompt());
      builder.answer(place, kind, own.answer(), Double.NaN);
      builder.answer(place, Kind.MISMATCHED, other.get().answer(), Double.NaN);
    } else {
      builder.whole(kind, own, Double.NaN);
      other.ifPresent(sides -> builder.whole(Kind.MISMATCHED, sides, Double.NaN));
    }
  }
}
