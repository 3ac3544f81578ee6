package io.deltatune.model.score;

import io.deltatune.model.score.Scorer.Request;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Requests whose input begins alike, so that the common beginning is computed once. A request's
 * input is its context and its continuation but for the last token, which predicts nothing.
 */
final class SharedPrefix {
  /** A shorter beginning than this, and than half of an input, is not worth a branch. */
  private static final int WORTH_SHARING = 16;

  private final List<Integer> members = new ArrayList<>();
  private final List<int[]> inputs = new ArrayList<>();
  private int length;
  private int tokens;

  private SharedPrefix(int member, int[] input) {
    members.add(member);
    inputs.add(input);
    length = input.length;
    tokens = input.length;
  }

  /** The numbers of the requests, in the order of {@link #inputs}. */
  List<Integer> members() {
    return members;
  }

  /** The members' inputs. */
  List<int[]> inputs() {
    return inputs;
  }

  /** How many tokens all inputs have in common at their beginning. */
  int length() {
    return length;
  }

  /** The tokens that go through the model: the beginning once, and what follows of each. */
  int tokens() {
    return tokens;
  }

  /**
   * Puts requests together, longest groups first.
   *
   * @param most how many tokens a group may hold beyond what its members have in common
   */
  static List<SharedPrefix> group(List<Request> requests, int most) {
    List<int[]> inputs = requests.stream().map(SharedPrefix::input).toList();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      order.add(i);
    }
    order.sort((a, b) -> Arrays.compare(inputs.get(a), inputs.get(b)));
    List<SharedPrefix> groups = new ArrayList<>();
    SharedPrefix open = null;
    for (int member : order) {
      if (open == null || !open.join(member, inputs.get(member), most)) {
        open = new SharedPrefix(member, inputs.get(member));
        groups.add(open);
      }
    }
    groups.sort(Comparator.comparingInt((SharedPrefix group) -> -group.tokens));
    return groups;
  }

  private static int[] input(Request request) {
    int[] context = request.context();
    int[] input = Arrays.copyOf(context, context.length + request.continuation().length - 1);
    System.arraycopy(
        request.continuation(), 0, input, context.length, input.length - context.length);
    return input;
  }

  /** Takes a request in where that saves tokens. */
  private boolean join(int member, int[] input, int most) {
    int[] first = inputs.get(0);
    int mismatch =
        Arrays.mismatch(first, 0, Math.min(first.length, length), input, 0, input.length);
    int common = mismatch < 0 ? Math.min(length, input.length) : mismatch;
    int count = members.size();
    long joined = tokens + (count - 1L) * (length - common) + input.length - common;
    boolean saves = joined < (long) tokens + input.length;
    boolean fits = joined - common <= most;
    if (!saves || !fits || common < Math.min(WORTH_SHARING, (input.length + 1) / 2)) {
      return false;
    }
    members.add(member);
    inputs.add(input);
    length = common;
    tokens = (int) joined;
    return true;
  }
}
