package io.deltatune.model.gemma3;

import io.deltatune.model.gemma3.Visibility.Segment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tokens with virtual ones before each sequence, which the sequence and its branches see: positions
 * begin with them, and windows count them. Their ids are -1, -2 and so on, the same before each
 * sequence.
 *
 * @param tokens ids of all
 * @param places where each of the given tokens lies now
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; tokens are not boxed
public record Prompted(int[] tokens, Visibility visibility, int[] places) {
  /**
   * Puts virtual tokens before sequences.
   *
   * @param count of virtual tokens before each sequence; 0 leaves everything as it is
   */
  public static Prompted of(int[] tokens, Visibility visibility, int count) {
    if (tokens.length != visibility.tokens()) {
      throw new IllegalArgumentException(
          tokens.length + " tokens for a visibility of " + visibility.tokens());
    }
    if (count == 0) {
      return new Prompted(tokens, visibility, IntStream.range(0, tokens.length).toArray());
    }
    List<Segment> segments = visibility.segments();
    IntStream.Builder all = IntStream.builder();
    int[] places = new int[tokens.length];
    Visibility.Builder longer = Visibility.builder();
    int shift = 0;
    for (int number = 0; number < segments.size(); number++) {
      Segment segment = segments.get(number);
      if (segment.parent() == number) {
        longer.sequence(count + segment.length());
        IntStream.range(0, count).forEach(virtual -> all.add(-1 - virtual));
        shift += count;
      } else {
        longer.branch(segment.parent(), segment.length());
      }
      for (int place = segment.start(); place < segment.end(); place++) {
        places[place] = place + shift;
        all.add(tokens[place]);
      }
    }
    return new Prompted(all.build().toArray(), longer.build(), places);
  }

  /** Where some of the given tokens lie now. */
  public int[] places(int[] given) {
    return Arrays.stream(given).map(place -> places[place]).toArray();
  }
}
