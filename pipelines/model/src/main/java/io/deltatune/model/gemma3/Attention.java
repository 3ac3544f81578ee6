package io.deltatune.model.gemma3;

import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A {@link Visibility} as the engine's text takes it.
 *
 * @param positions int64 {@code [tokens]}
 * @param sliding blocks and masks of the sliding layers
 * @param full those of the full layers
 */
public record Attention(Tensor positions, Kind sliding, Kind full) {
  /**
   * What one kind of layer sees.
   *
   * @param blocks five numbers a block, see {@code attend} in the engine's text
   * @param masks additive, in the computing precision; one without elements where there is none
   */
  public record Kind(Tensor blocks, List<Tensor> masks) {
    public Kind {
      masks = List.copyOf(masks);
    }
  }

  /** What a layer of that kind sees. */
  public Kind of(boolean slides) {
    return slides ? sliding : full;
  }

  static Attention of(Visibility visibility, int window, Tensor dtype, Scope step) {
    long[] positions = visibility.positions();
    AttentionPlan full = AttentionPlan.of(visibility, Integer.MAX_VALUE);
    boolean withinWindow = Arrays.stream(positions).allMatch(position -> position < window);
    AttentionPlan sliding = withinWindow ? full : AttentionPlan.of(visibility, window);
    return new Attention(
        step.longs(positions, positions.length),
        kind(sliding, dtype, step),
        kind(full, dtype, step));
  }

  private static Kind kind(AttentionPlan plan, Tensor dtype, Scope step) {
    List<Tensor> masks = new ArrayList<>();
    for (AttentionPlan.Mask mask : plan.masks()) {
      try (Tensor wide = step.floats(mask.values(), mask.queries(), mask.keys())) {
        masks.add(step.callForOne("copy_as", wide, dtype));
      }
    }
    if (masks.isEmpty()) {
      masks.add(step.none());
    }
    return new Kind(step.numbers(plan.blocks()), masks);
  }
}
