package io.deltatune.model.train;

import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import io.deltatune.model.safetensors.SafetensorsFile;
import io.deltatune.model.safetensors.TensorContent;
import io.deltatune.model.safetensors.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;

/**
 * Flat float32 tensors of the parameters' layout on their way to checkpoints and back.
 *
 * @param scope in which they live
 */
record FlatState(FlatParameters parameters, Scope scope) {
  /** The parts under their names behind a prefix. */
  Map<String, TensorContent> contents(String prefix, Tensor flat) {
    Map<String, TensorContent> contents = new TreeMap<>();
    for (FlatParameters.Part part : parameters.parts()) {
      contents.put(prefix + part.name(), content(flat, part));
    }
    return contents;
  }

  private TensorContent content(Tensor flat, FlatParameters.Part part) {
    return new TensorContent(
        TensorType.FP32,
        part.shape(),
        () -> {
          try (Scope reading = scope.child()) {
            Tensor view = FlatParameters.span(flat, part.offset(), part.size(), reading);
            ByteBuffer bytes =
                ByteBuffer.allocate(Math.toIntExact(4 * part.size()))
                    .order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(view.floats());
            return bytes;
          }
        });
  }

  /** Overwrites the parts. */
  void restore(SafetensorsFile file, String prefix, Tensor flat) {
    for (FlatParameters.Part part : parameters.parts()) {
      try (Scope writing = scope.child()) {
        Tensor view = FlatParameters.span(flat, part.offset(), part.size(), writing);
        float[] values = file.floats(prefix + part.name());
        writing.callForOne("assign", view, writing.floats(values, values.length));
      }
    }
  }
}
