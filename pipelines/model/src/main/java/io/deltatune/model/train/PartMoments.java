package io.deltatune.model.train;

import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import io.deltatune.model.quantise.AdamStep;
import io.deltatune.model.quantise.EightBitMoments;
import io.deltatune.model.safetensors.SafetensorsFile;
import io.deltatune.model.safetensors.TensorContent;
import io.deltatune.model.safetensors.TensorType;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The two moments of one parameter. */
abstract class PartMoments {
  private static final String FIRST = "first_moment.";
  private static final String SECOND = "second_moment.";
  private static final String SCALES = "_scales.";

  private final FlatParameters.Part part;

  PartMoments(FlatParameters.Part part) {
    this.part = part;
  }

  /** The parameter's place. */
  FlatParameters.Part part() {
    return part;
  }

  /** Updates the parameter in a flat tensor by its gradient in another. */
  abstract void update(Tensor flat, Tensor gradient, AdamStep numbers, Scope scope);

  abstract Map<String, TensorContent> state();

  abstract void restore(SafetensorsFile file);

  final FloatBuffer memory(Tensor flat, long from, long count, Scope scope) {
    return FlatParameters.span(flat, part.offset() + from, count, scope).memory().asFloatBuffer();
  }

  /** In fp32. */
  static final class Wide extends PartMoments {
    private final float[] first;
    private final float[] second;

    Wide(FlatParameters.Part part) {
      super(part);
      this.first = new float[(int) part.size()];
      this.second = new float[(int) part.size()];
    }

    @Override
    void update(Tensor flat, Tensor gradient, AdamStep numbers, Scope scope) {
      FloatBuffer memory = memory(flat, 0, first.length, scope);
      float[] values = new float[first.length];
      float[] slopes = new float[first.length];
      memory.get(0, values);
      memory(gradient, 0, first.length, scope).get(0, slopes);
      EightBitMoments.step(values, slopes, first, second, values.length, numbers);
      memory.put(0, values);
    }

    @Override
    Map<String, TensorContent> state() {
      Map<String, TensorContent> state = new TreeMap<>();
      state.put(FIRST + part().name(), TensorContent.ofFloats(first, part().shape()));
      state.put(SECOND + part().name(), TensorContent.ofFloats(second, part().shape()));
      return state;
    }

    @Override
    void restore(SafetensorsFile file) {
      copy(file.floats(FIRST + part().name()), first);
      copy(file.floats(SECOND + part().name()), second);
    }
  }

  /** In 8-bit codes. */
  static final class Codes extends PartMoments {
    /** Whole blocks, of which a buffer of Java can hold the bytes. */
    private static final long RANGE = 1 << 26;

    private final EightBitMoments moments;

    Codes(FlatParameters.Part part, ByteBuffer memory) {
      super(part);
      this.moments = new EightBitMoments((int) part.size(), memory);
    }

    @Override
    void update(Tensor flat, Tensor gradient, AdamStep numbers, Scope scope) {
      for (long from = 0; from < part().size(); from += RANGE) {
        long count = Math.min(RANGE, part().size() - from);
        moments.update(
            memory(flat, from, count, scope),
            memory(gradient, from, count, scope),
            (int) (from / 256),
            numbers);
      }
    }

    @Override
    Map<String, TensorContent> state() {
      Map<String, TensorContent> state = new TreeMap<>();
      state.put(FIRST + part().name(), codes(moments.first()));
      state.put(SECOND + part().name(), codes(moments.second()));
      put(state, scales(FIRST), moments.firstScales());
      put(state, scales(SECOND), moments.secondScales());
      return state;
    }

    private String scales(String kind) {
      return kind.replace(".", SCALES) + part().name();
    }

    private TensorContent codes(ByteBuffer codes) {
      return new TensorContent(TensorType.UINT8, part().shape(), () -> codes);
    }

    private static void put(Map<String, TensorContent> state, String name, float[] scales) {
      state.put(name, TensorContent.ofFloats(scales, List.of((long) scales.length)));
    }

    @Override
    void restore(SafetensorsFile file) {
      moments.first().put(file.bytes(FIRST + part().name()));
      moments.second().put(file.bytes(SECOND + part().name()));
      copy(file.floats(scales(FIRST)), moments.firstScales());
      copy(file.floats(scales(SECOND)), moments.secondScales());
    }
  }

  private static void copy(float[] from, float[] into) {
    System.arraycopy(from, 0, into, 0, into.length);
  }
}
