package io.deltatune.model.train;

import io.deltatune.core.chat.EncodedConversation;
import io.deltatune.model.gemma3.Visibility;
import java.util.Arrays;
import java.util.List;

/**
 * Sequences that go through the model together, one behind the other.
 *
 * @param tokens the ids of each sequence
 * @param rows for each labelled token the place of the token that predicts it, among all tokens
 * @param targets the labelled tokens' ids
 * @param sequences for each labelled token the sequence it belongs to
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; tokens are not boxed
public record MicroBatch(int[][] tokens, long[] rows, long[] targets, int[] sequences) {

  /** Labels every token that the examples label; the first of a sequence cannot be predicted. */
  public static MicroBatch of(List<EncodedConversation> examples) {
    int labels = 0;
    for (EncodedConversation example : examples) {
      labels += labels(example);
    }
    int[][] tokens = new int[examples.size()][];
    long[] rows = new long[labels];
    long[] targets = new long[labels];
    int[] sequences = new int[labels];
    int next = 0;
    int start = 0;
    for (int sequence = 0; sequence < tokens.length; sequence++) {
      EncodedConversation example = examples.get(sequence);
      tokens[sequence] = example.tokens();
      for (int i = 1; i < example.length(); i++) {
        if (example.labelled()[i]) {
          rows[next] = (long) start + i - 1;
          targets[next] = example.tokens()[i];
          sequences[next++] = sequence;
        }
      }
      start += example.length();
    }
    return new MicroBatch(tokens, rows, targets, sequences);
  }

  /** The labelled tokens of an example that have one before them. */
  static int labels(EncodedConversation example) {
    int count = 0;
    for (int i = 1; i < example.length(); i++) {
      if (example.labelled()[i]) {
        count++;
      }
    }
    return count;
  }

  /** The number of labelled tokens. */
  public int labels() {
    return rows.length;
  }

  /** The number of tokens. */
  public long tokenCount() {
    long count = 0;
    for (int[] sequence : tokens) {
      count += sequence.length;
    }
    return count;
  }

  /** All tokens, one behind the other. */
  int[] flatTokens() {
    return Arrays.stream(tokens).flatMapToInt(Arrays::stream).toArray();
  }

  /** Who sees whom. */
  Visibility visibility() {
    return Visibility.sequences(
        Arrays.stream(tokens).mapToInt(sequence -> sequence.length).toArray());
  }
}
