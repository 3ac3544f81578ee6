package io.deltatune.model.quantise;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.model.file.JsonFiles;
import io.deltatune.model.safetensors.TensorContent;
import io.deltatune.model.safetensors.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** A 4-bit weight as the tensors that bitsandbytes makes of it in a file. */
public final class FourBitContents {
  private final FourBitQuantiser quantiser;
  private final List<Long> shape;
  private final TensorType source;
  private final Supplier<FourBitTensor> tensor;

  private FourBitContents(
      FourBitQuantiser quantiser,
      List<Long> shape,
      TensorType source,
      Supplier<FourBitTensor> tensor) {
    this.quantiser = quantiser;
    this.shape = shape;
    this.source = source;
    this.tensor = tensor;
  }

  /**
   * The tensors by their names.
   *
   * @param name the weight's
   * @param quantiser how it is quantised
   * @param shape the weight's
   * @param source the type of the weight that was quantised
   * @param tensor gives the quantised weight; asked once for each of the tensors
   */
  public static Map<String, TensorContent> of(
      String name,
      FourBitQuantiser quantiser,
      List<Long> shape,
      TensorType source,
      Supplier<FourBitTensor> tensor) {
    return new FourBitContents(quantiser, shape, source, tensor).named(name);
  }

  private Map<String, TensorContent> named(String name) {
    long elements = shape.stream().reduce(1L, Math::multiplyExact);
    long blocks = FourBitTensor.blocks(elements, FourBitTensor.BLOCK);
    boolean doubled = quantiser.doubled();
    Map<String, TensorContent> contents = new LinkedHashMap<>();
    contents.put(name, bytes(List.of((elements + 1) / 2, 1L), FourBitTensor::codes));
    contents.put(
        name + FourBitNames.ABSMAX,
        doubled
            ? bytes(List.of(blocks), given -> ByteBuffer.wrap(given.scales().codes()))
            : floats(blocks, given -> given.scales().absmax()));
    contents.put(
        name + FourBitNames.MAP, TensorContent.ofFloats(quantiser.type().codes(), List.of(16L)));
    if (doubled) {
      long nested = (blocks + BlockScales.NESTED_BLOCK - 1) / BlockScales.NESTED_BLOCK;
      contents.put(
          name + FourBitNames.NESTED_ABSMAX, floats(nested, given -> given.scales().absmax()));
      contents.put(
          name + FourBitNames.NESTED_MAP,
          TensorContent.ofFloats(DynamicMap.SIGNED.values(), List.of(256L)));
    }
    long state = state(-Float.MIN_NORMAL).length();
    contents.put(
        name + FourBitNames.state(quantiser.type()),
        bytes(List.of(state), given -> padded(state(given.scales().offset()), (int) state)));
    return contents;
  }

  private TensorContent bytes(List<Long> size, Function<FourBitTensor, ByteBuffer> part) {
    return new TensorContent(TensorType.UINT8, size, () -> part.apply(tensor.get()));
  }

  private TensorContent floats(long count, Function<FourBitTensor, float[]> part) {
    return new TensorContent(
        TensorType.FP32,
        List.of(count),
        () -> {
          float[] values = part.apply(tensor.get());
          ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
          buffer.asFloatBuffer().put(values);
          return buffer;
        });
  }

  private String state(float offset) {
    ObjectNode state = JsonFiles.object();
    state.put("quant_type", quantiser.type().label());
    state.put("blocksize", FourBitTensor.BLOCK);
    state.put("dtype", dtype());
    ArrayNode sizes = state.putArray("shape");
    shape.forEach(sizes::add);
    if (quantiser.doubled()) {
      state.put("nested_blocksize", BlockScales.NESTED_BLOCK);
      state.put("nested_dtype", "float32");
      state.put("nested_offset", (double) offset);
    }
    return state.toString();
  }

  private String dtype() {
    return switch (source) {
      case BF16 -> "bfloat16";
      case FP16 -> "float16";
      default -> "float32";
    };
  }

  /** The header is written before the offset is known: spaces behind make its length certain. */
  private static ByteBuffer padded(String json, int length) {
    String spaces = " ".repeat(length - json.length());
    return ByteBuffer.wrap((json + spaces).getBytes(StandardCharsets.US_ASCII));
  }
}
