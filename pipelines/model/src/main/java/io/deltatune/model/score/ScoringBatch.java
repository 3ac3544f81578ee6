package io.deltatune.model.score;

import io.deltatune.model.gemma3.Visibility;
import io.deltatune.model.score.Scorer.Request;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Groups of requests laid out for one pass through the model.
 *
 * @param tokens all inputs one behind the other, a common beginning once
 * @param visibility who sees whom among them
 * @param members the numbers of the requests, in the order of their targets
 * @param states the places among the tokens whose states predict something, each once
 * @param rows for each target the number of its state in {@code states}
 * @param targets the continuations' tokens, of all members one behind the other
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; tokens are not boxed
record ScoringBatch(
    int[] tokens,
    Visibility visibility,
    List<Integer> members,
    int[] states,
    int[] rows,
    int[] targets) {

  static ScoringBatch of(List<Request> requests, List<SharedPrefix> groups) {
    Builder builder = new Builder();
    for (SharedPrefix group : groups) {
      builder.add(requests, group);
    }
    return builder.build();
  }

  private static final class Builder {
    private final Visibility.Builder visibility = Visibility.builder();
    private final List<int[]> pieces = new ArrayList<>();
    private final List<Integer> members = new ArrayList<>();
    private final Map<Integer, Integer> states = new LinkedHashMap<>();
    private final List<Integer> rows = new ArrayList<>();
    private final List<int[]> targets = new ArrayList<>();
    private int length;

    void add(List<Request> requests, SharedPrefix group) {
      int shared = group.length();
      int start = length;
      int sequence = visibility.sequence(shared);
      append(Arrays.copyOf(group.inputs().get(0), shared));
      for (int i = 0; i < group.members().size(); i++) {
        int[] input = group.inputs().get(i);
        int branch = length;
        if (input.length > shared) {
          visibility.branch(sequence, input.length - shared);
          append(Arrays.copyOfRange(input, shared, input.length));
        }
        Request request = requests.get(group.members().get(i));
        for (int place = request.context().length - 1; place < input.length; place++) {
          state(place < shared ? start + place : branch + place - shared);
        }
        members.add(group.members().get(i));
        targets.add(request.continuation());
      }
    }

    private void append(int[] piece) {
      pieces.add(piece);
      length += piece.length;
    }

    private void state(int place) {
      rows.add(states.computeIfAbsent(place, unused -> states.size()));
    }

    ScoringBatch build() {
      return new ScoringBatch(
          pieces.stream().flatMapToInt(Arrays::stream).toArray(),
          visibility.build(),
          members,
          states.keySet().stream().mapToInt(Integer::intValue).toArray(),
          rows.stream().mapToInt(Integer::intValue).toArray(),
          targets.stream().flatMapToInt(Arrays::stream).toArray());
    }
  }
}
