package io.deltatune.model.gemma3;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Who sees whom among tokens that go through the model together, one behind the other and without
 * padding. A sequence sees itself causally and nothing else. A branch continues a sequence: it sees
 * all of the sequence, and itself causally, but not the sequence's other branches, as if each stood
 * alone behind it. A sliding layer sees less than its window of positions away, and positions
 * follow the sequence and its branch, not the place among the tokens.
 */
public final class Visibility {
  private final List<Segment> segments;
  private final int tokens;

  /**
   * Consecutive tokens that see each other causally.
   *
   * @param start place of its first token
   * @param length its tokens
   * @param parent the number of the segment that it continues, its own for a sequence
   */
  record Segment(int start, int length, int parent) {
    int end() {
      return start + length;
    }
  }

  private Visibility(List<Segment> segments, int tokens) {
    this.segments = List.copyOf(segments);
    this.tokens = tokens;
  }

  /** Sequences that know nothing of each other. */
  public static Visibility sequences(int... lengths) {
    Builder builder = builder();
    for (int length : lengths) {
      builder.sequence(length);
    }
    return builder.build();
  }

  /** For sequences with branches. */
  public static Builder builder() {
    return new Builder();
  }

  /** Puts sequences and branches one behind the other. */
  public static final class Builder {
    private final List<Segment> segments = new ArrayList<>();
    private int tokens;

    private Builder() {}

    /**
     * A sequence.
     *
     * @param length its tokens, at least 1
     * @return its number, for {@link #branch}
     */
    public int sequence(int length) {
      return add(length, segments.size());
    }

    /**
     * A branch of the last sequence, directly behind it or behind its other branches.
     *
     * @param parent the number of the sequence
     * @param length its tokens, at least 1
     * @return its number
     */
    public int branch(int parent, int length) {
      if (segments.isEmpty() || segments.get(segments.size() - 1).parent() != parent) {
        throw new IllegalArgumentException("segment " + parent + " is not the last sequence");
      }
      return add(length, parent);
    }

    private int add(int length, int parent) {
      if (length < 1) {
        throw new IllegalArgumentException("a segment of " + length + " tokens");
      }
      segments.add(new Segment(tokens, length, parent));
      tokens = Math.addExact(tokens, length);
      return segments.size() - 1;
    }

    /** What has been put together. */
    public Visibility build() {
      if (segments.isEmpty()) {
        throw new IllegalArgumentException("no tokens");
      }
      return new Visibility(segments, tokens);
    }
  }

  /** The number of tokens. */
  public int tokens() {
    return tokens;
  }

  List<Segment> segments() {
    return segments;
  }

  /** The position of every token in its own sequence, from 0. */
  public long[] positions() {
    long[] positions = new long[tokens];
    for (int number = 0; number < segments.size(); number++) {
      Segment segment = segments.get(number);
      int from = segment.parent() == number ? 0 : segments.get(segment.parent()).length();
      for (int i = 0; i < segment.length(); i++) {
        positions[segment.start() + i] = (long) from + i;
      }
    }
    return positions;
  }

  /** For every token the number of its segment. */
  int[] segmentOfTokens() {
    int[] owners = new int[tokens];
    for (int number = 0; number < segments.size(); number++) {
      Segment segment = segments.get(number);
      Arrays.fill(owners, segment.start(), segment.end(), number);
    }
    return owners;
  }
}
