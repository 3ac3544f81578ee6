package io.deltatune.model.quantise;

import java.util.List;
import java.util.Optional;

/**
 * The names under which a bitsandbytes checkpoint holds what belongs to a 4-bit weight: the
 * weight's own name and an ending.
 */
public final class FourBitNames {
  /** The scales, or their codes. */
  static final String ABSMAX = ".absmax";

  /** The code book, 16 numbers. */
  static final String MAP = ".quant_map";

  /** The scales of the scales' blocks. */
  static final String NESTED_ABSMAX = ".nested_absmax";

  /** The values of the scales' codes, 256 numbers. */
  static final String NESTED_MAP = ".nested_quant_map";

  private static final String STATE = ".quant_state.bitsandbytes__";

  private FourBitNames() {}

  /** The ending of the tensor that holds the quantisation's numbers as JSON. */
  static String state(FourBitType type) {
    return STATE + type.label();
  }

  private static List<String> endings() {
    return List.of(
        ABSMAX, MAP, NESTED_ABSMAX, NESTED_MAP, state(FourBitType.NF4), state(FourBitType.FP4));
  }

  /** The name of the weight that a tensor belongs to; empty for one that is a weight itself. */
  public static Optional<String> weightOf(String name) {
    return endings().stream()
        .filter(ending -> name.endsWith(".weight" + ending))
        .map(ending -> name.substring(0, name.length() - ending.length()))
        .findFirst();
  }
}
