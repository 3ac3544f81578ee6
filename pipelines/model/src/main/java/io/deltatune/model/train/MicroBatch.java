package io.deltatune.model.train;

import io.deltatune.core.chat.EncodedConversation;
import java.util.List;

/**
 * Sequences that go through the model together, right-padded.
 *
 * @param tokens the ids of each sequence
 * @param rows for each labelled token the position that predicts it, in {@code [sequences *
 *     longest]}
 * @param targets the labelled tokens' ids
 * @param sequences for each labelled token the sequence it belongs to
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; tokens are not boxed
public record MicroBatch(int[][] tokens, long[] rows, long[] targets, int[] sequences) {

  /** Labels every token that the examples label; the first of a sequence cannot be predicted. */
  public static MicroBatch of(List<EncodedConversation> examples) {
    int longest = 0;
    int labels = 0;
    for (EncodedConversation example : examples) {
      longest = Math.max(longest, example.length());
      labels += labels(example);
    }
    int[][] tokens = new int[examples.size()][];
    long[] rows = new long[labels];
    long[] targets = new long[labels];
    int[] sequences = new int[labels];
    int next = 0;
    for (int sequence = 0; sequence < tokens.length; sequence++) {
      EncodedConversation example = examples.get(sequence);
      tokens[sequence] = example.tokens();
      for (int i = 1; i < example.length(); i++) {
        if (example.labelled()[i]) {
          rows[next] = (long) sequence * longest + i - 1;
          targets[next] = example.tokens()[i];
          sequences[next++] = sequence;
        }
      }
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

  /** The number of real tokens, padding not counted. */
  public long realTokens() {
    long count = 0;
    for (int[] sequence : tokens) {
      count += sequence.length;
    }
    return count;
  }

  /** The length to which all are padded. */
  public int longest() {
    int longest = 0;
    for (int[] sequence : tokens) {
      longest = Math.max(longest, sequence.length);
    }
    return longest;
  }
}
