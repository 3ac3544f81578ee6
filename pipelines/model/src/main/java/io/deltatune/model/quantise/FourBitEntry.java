package io.deltatune.model.quantise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.file.JsonFiles;
import io.deltatune.model.safetensors.SafetensorsFolder;
import io.deltatune.model.safetensors.TensorEntry;
import io.deltatune.model.safetensors.TensorType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a 4-bit weight and what belongs to it lie in a checkpoint. Every size is checked against
 * the shape before memory is taken.
 */
public final class FourBitEntry {
  private static final int MOST_STATE = 4096;
  private static final Set<Integer> BLOCKS = Set.of(32, 64, 128, 256, 512, 1024, 2048, 4096);

  private final TensorEntry weight;
  private final Map<String, TensorEntry> parts;
  private final List<Long> shape;
  private final FourBitType type;
  private final int block;
  private final int nestedBlock;
  private final float offset;

  private FourBitEntry(
      TensorEntry weight,
      Map<String, TensorEntry> parts,
      List<Long> shape,
      FourBitType type,
      ObjectNode state) {
    this.weight = weight;
    this.parts = parts;
    this.shape = shape;
    this.type = type;
    this.block = block(state, "blocksize");
    this.nestedBlock = isNested() ? block(state, "nested_blocksize") : 1;
    this.offset = isNested() ? offset(state) : 0;
  }

  /**
   * Checks a weight.
   *
   * @param weight the tensor of the packed codes
   * @param parts what belongs to it, by the endings of {@link FourBitNames}
   * @param shape of the weight that it stands for
   * @throws IllegalArgumentException saying what is wrong, to stand behind the weight's name
   */
  public static FourBitEntry of(
      TensorEntry weight,
      Map<String, TensorEntry> parts,
      List<Long> shape,
      SafetensorsFolder files) {
    List<FourBitType> types = new ArrayList<>();
    for (FourBitType type : FourBitType.values()) {
      if (parts.containsKey(FourBitNames.state(type))) {
        types.add(type);
      }
    }
    require(types.size() == 1, "has no quant_state.bitsandbytes__nf4 or __fp4, or has both");
    FourBitType type = types.get(0);
    ObjectNode state = state(parts.get(FourBitNames.state(type)), files);
    FourBitEntry entry = new FourBitEntry(weight, Map.copyOf(parts), shape, type, state);
    entry.check(state);
    return entry;
  }

  private static ObjectNode state(TensorEntry entry, SafetensorsFolder files) {
    require(
        entry.type() == TensorType.UINT8 && entry.bytes() <= MOST_STATE,
        "has a quant_state of " + entry.bytes() + " bytes of type " + entry.type().label());
    ByteBuffer bytes = ByteBuffer.allocate((int) entry.bytes());
    files.file(entry.name()).read(entry.name(), 0, bytes);
    try {
      return JsonFiles.parse(entry.file(), bytes.array());
    } catch (UserError e) {
      throw new IllegalArgumentException("has a quant_state that is no JSON: " + e.reason(), e);
    }
  }

  private static int block(ObjectNode state, String key) {
    JsonNode value = state.path(key);
    require(
        value.isInt() && BLOCKS.contains(value.intValue()),
        "has a quant_state whose " + key + " is " + JsonFiles.shown(value));
    return value.intValue();
  }

  private static float offset(ObjectNode state) {
    JsonNode value = state.path("nested_offset");
    require(
        value.isNumber() && Float.isFinite(value.floatValue()),
        "has a quant_state whose nested_offset is " + JsonFiles.shown(value));
    return value.floatValue();
  }

  private boolean isNested() {
    return parts.containsKey(FourBitNames.NESTED_ABSMAX);
  }

  private void check(ObjectNode state) {
    require(
        state.path("quant_type").asText().equals(type.label()),
        "has a quant_state whose quant_type is " + JsonFiles.shown(state.path("quant_type")));
    List<Long> stated = new ArrayList<>();
    state.path("shape").forEach(size -> stated.add(size.asLong(-1)));
    require(stated.equals(shape), "stands for the shape " + stated + ", not " + shape);
    long elements = shape.stream().reduce(1L, Math::multiplyExact);
    require(
        weight.bytes() == (elements + 1) / 2,
        "has " + weight.bytes() + " bytes of codes for the shape " + shape);
    long blocks = FourBitTensor.blocks(elements, block);
    part(FourBitNames.MAP, TensorType.FP32, 16);
    part(FourBitNames.ABSMAX, isNested() ? TensorType.UINT8 : TensorType.FP32, blocks);
    if (isNested()) {
      long nested = (blocks + nestedBlock - 1) / nestedBlock;
      part(FourBitNames.NESTED_ABSMAX, TensorType.FP32, nested);
      part(FourBitNames.NESTED_MAP, TensorType.FP32, 256);
    }
    require(parts.size() == (isNested() ? 5 : 3), "has a nested_quant_map, but no nested_absmax");
  }

  private void part(String ending, TensorType expected, long elements) {
    TensorEntry part = parts.get(ending);
    require(part != null, "has no " + ending.substring(1));
    require(
        part.type() == expected && part.elements() == elements,
        String.format(
            "has a %s of %d elements of type %s, not %d of %s",
            ending.substring(1), part.elements(), part.type().label(), elements, expected.label()));
  }

  /** What the codes mean. */
  public FourBitType type() {
    return type;
  }

  /** Whether the scales are quantised too. */
  public boolean doubled() {
    return isNested();
  }

  /**
   * Maps the codes and reads the scales. The codes of the scales mean what the file says; those of
   * the weights must mean what this product takes them for.
   *
   * @throws IllegalArgumentException saying what is wrong, to stand behind the weight's name
   */
  public FourBitTensor read(SafetensorsFolder files) {
    float[] map = floats(files, FourBitNames.MAP);
    float[] codes = type.codes();
    for (int i = 0; i < codes.length; i++) {
      require(
          Math.abs(map[i] - codes[i]) <= 1e-6f,
          "has a quant_map that is not that of " + type.label());
    }
    float[] absmax = floats(files, isNested() ? FourBitNames.NESTED_ABSMAX : FourBitNames.ABSMAX);
    BlockScales scales;
    if (isNested()) {
      float[] values = floats(files, FourBitNames.NESTED_MAP);
      TensorEntry part = parts.get(FourBitNames.ABSMAX);
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(part.bytes()));
      files.file(part.name()).read(part.name(), 0, bytes);
      scales = BlockScales.nested(bytes.array(), absmax, values, offset, nestedBlock);
    } else {
      scales = BlockScales.plain(absmax);
    }
    return new FourBitTensor(type, shape, block, files.bytes(weight.name()), scales);
  }

  private float[] floats(SafetensorsFolder files, String ending) {
    TensorEntry part = parts.get(ending);
    float[] values = files.file(part.name()).floats(part.name());
    for (float value : values) {
      require(Float.isFinite(value), "has a " + ending.substring(1) + " that holds " + value);
    }
    return values;
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
