package io.deltatune.model.train;

import io.deltatune.core.chat.EncodedConversation;
import io.deltatune.model.gemma3.Visibility;
import io.deltatune.model.train.Completion.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Examples that go through the model together, one behind the other.
 *
 * @param tokens the ids of all of them
 * @param visibility who sees whom among them
 * @param rows for each labelled token the place of the token that predicts it, among all tokens
 * @param targets the labelled tokens' ids
 * @param completions what the labels belong to, in their order and without gaps
 * @param tokenCount the tokens of the examples, a prompt counted with each of its answers
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; tokens are not boxed
public record MicroBatch(
    int[] tokens,
    Visibility visibility,
    long[] rows,
    long[] targets,
    List<Completion> completions,
    long tokenCount) {
  /**
   * @throws IllegalArgumentException if labels and completions do not fit together
   */
  public MicroBatch {
    completions = List.copyOf(completions);
    int labels = completions.stream().mapToInt(Completion::labels).sum();
    if (labels != rows.length || labels != targets.length) {
      throw new IllegalArgumentException(
          labels + " labels of completions, " + rows.length + " rows, " + targets.length);
    }
  }

  /** Labels every token that the conversations label; the first of each cannot be predicted. */
  public static MicroBatch of(List<EncodedConversation> conversations) {
    return ofExamples(AnswerExample.all(conversations));
  }

  /** Puts examples together. */
  public static MicroBatch ofExamples(List<? extends TrainingExample> examples) {
    Builder builder = new Builder();
    TrainingExample before = examples.get(examples.size() - 1);
    for (TrainingExample example : examples) {
      example.addTo(builder, before);
      before = example;
    }
    return builder.build();
  }

  /** The number of labelled tokens. */
  public int labels() {
    return rows.length;
  }

  /** The same micro-batch with the log-probability of each completion under the reference. */
  public MicroBatch withReferences(float[] logProbabilities) {
    List<Completion> known = new ArrayList<>();
    for (Completion completion : completions) {
      known.add(completion.withReference(completion.sum(logProbabilities)));
    }
    return new MicroBatch(tokens, visibility, rows, targets, known, tokenCount);
  }

  /**
   * Where a sequence lies.
   *
   * @param segment its number in the visibility
   * @param start the place of its first token
   * @param length its tokens
   */
  record Place(int segment, int start, int length) {}

  /** Lays examples out. */
  public static final class Builder {
    private final Visibility.Builder visibility = Visibility.builder();
    private final List<int[]> pieces = new ArrayList<>();
    private final LongStream.Builder rows = LongStream.builder();
    private final LongStream.Builder targets = LongStream.builder();
    private final List<Completion> completions = new ArrayList<>();
    private int segments;
    private int length;
    private int labels;
    private long count;
    private Kind kind;
    private int tokensOfCompletion;
    private int firstLabel;

    private Builder() {}

    void count(long tokens) {
      count += tokens;
    }

    /** Where the next sequence will lie, if it has so many tokens. */
    Place expected(int tokens) {
      return new Place(segments, length, tokens);
    }

    /** Appends a sequence that sees nothing else. */
    Place sequence(int[] tokens) {
      Place place = expected(tokens.length);
      visibility.sequence(tokens.length);
      append(tokens);
      return place;
    }

    /**
     * Appends an answer that continues the last sequence beside its other answers, all its tokens
     * labelled. Its last token predicts nothing and is left out.
     */
    void answer(Place prompt, Kind of, int[] answer, double reference) {
      open(of, answer.length);
      int start = length;
      if (answer.length > 1) {
        visibility.branch(prompt.segment(), answer.length - 1);
        append(Arrays.copyOf(answer, answer.length - 1));
      }
      for (int i = 0; i < answer.length; i++) {
        label(i == 0 ? prompt.start() + prompt.length() - 1 : start + i - 1, answer[i]);
      }
      close(reference);
    }

    /** Appends a prompt and its answer as a sequence of their own, without the last token. */
    void whole(Kind of, Cut.Sides sides, double reference) {
      int[] all =
          IntStream.concat(Arrays.stream(sides.prompt()), Arrays.stream(sides.answer())).toArray();
      int start = sequence(Arrays.copyOf(all, all.length - 1)).start();
      open(of, sides.answer().length);
      for (int i = Math.max(1, sides.prompt().length); i < all.length; i++) {
        label(start + i - 1, all[i]);
      }
      close(reference);
    }

    /** Begins a completion. */
    void open(Kind of, int tokens) {
      kind = of;
      tokensOfCompletion = tokens;
      firstLabel = labels;
    }

    /** Adds a label to the open completion: the place that predicts it, and its id. */
    void label(int row, int target) {
      rows.add(row);
      targets.add(target);
      labels++;
    }

    /** Ends the completion. */
    void close(double reference) {
      completions.add(
          new Completion(kind, firstLabel, labels - firstLabel, tokensOfCompletion, reference));
    }

    private void append(int[] tokens) {
      pieces.add(tokens);
      length += tokens.length;
      segments++;
    }

    private MicroBatch build() {
      return new MicroBatch(
          pieces.stream().flatMapToInt(Arrays::stream).toArray(),
          visibility.build(),
          rows.build().toArray(),
          targets.build().toArray(),
          completions,
          count);
    }
  }
}
