package io.deltatune.model.export;

import io.deltatune.model.gemma3.Adapter;
import io.deltatune.model.quantise.FourBitTensor;
import io.deltatune.model.safetensors.BFloat16;
import io.deltatune.model.safetensors.Float16;
import io.deltatune.model.safetensors.SafetensorsFile;
import io.deltatune.model.safetensors.TensorContent;
import io.deltatune.model.safetensors.TensorEntry;
import io.deltatune.model.safetensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A tensor on its way from one file to another: widened to fp32 (4-bit codes too), changed by an
 * adapter, rounded once. It is a matrix of rows, or a vector as a single row; some rows at a time
 * are in memory.
 */
final class ConvertedTensor {
  private static final int PIECE_VALUES = 1 << 20;

  private final SafetensorsFile file;
  private final TensorEntry entry;
  private final TensorType to;
  private final Optional<Adapter.LowRank> change;
  private final Optional<Codes> codes;

  /** A weight that the file holds as 4-bit codes, read when it is written. */
  record Codes(List<Long> shape, Supplier<FourBitTensor> tensor) {
    Codes {
      shape = List.copyOf(shape);
    }
  }

  ConvertedTensor(
      SafetensorsFile file,
      TensorEntry entry,
      TensorType to,
      Optional<Adapter.LowRank> change,
      Optional<Codes> codes) {
    this.file = file;
    this.entry = entry;
    this.to = to;
    this.change = change;
    this.codes = codes;
  }

  /**
   * What the new file shall hold.
   *
   * @param done called when it was written
   */
  TensorContent content(Runnable done) {
    return new TensorContent(
        to,
        codes.map(Codes::shape).orElse(entry.shape()),
        sink -> {
          if (codes.isPresent()) {
            writeDequantised(codes.get(), sink);
          } else if (entry.type() == to && change.isEmpty()) {
            TensorContent.copyOf(file, entry.name()).data().writeTo(sink);
          } else {
            writeConverted(sink);
          }
          done.run();
        });
  }

  private void writeConverted(TensorContent.Sink sink) throws IOException {
    int columns = Math.toIntExact(entry.shape().get(entry.shape().size() - 1));
    long rows = entry.elements() / columns;
    int together = (int) Math.min(rows, Math.max(1, PIECE_VALUES / columns));
    ByteBuffer in = littleEndian(together * columns * entry.type().bytes());
    ByteBuffer out = littleEndian(together * columns * to.bytes());
    float[] row = new float[columns];
    float[] delta = new float[columns];
    for (long first = 0; first < rows; first += together) {
      int count = (int) Math.min(together, rows - first);
      in.clear().limit(count * columns * entry.type().bytes());
      file.read(entry.name(), first * columns * entry.type().bytes(), in);
      in.flip();
      out.clear();
      for (long number = first; number < first + count; number++) {
        widen(in, row);
        if (change.isPresent()) {
          add(change.get(), Math.toIntExact(number), row, delta);
        }
        narrow(row, out);
      }
      sink.write(out.flip());
    }
  }

  private void writeDequantised(Codes weight, TensorContent.Sink sink) throws IOException {
    FourBitTensor tensor = weight.tensor().get();
    float[] row = new float[Math.toIntExact(weight.shape().get(1))];
    float[] delta = new float[row.length];
    ByteBuffer out = littleEndian(row.length * to.bytes());
    for (int number = 0; number < weight.shape().get(0); number++) {
      tensor.read((long) number * row.length, row);
      if (change.isPresent()) {
        add(change.get(), number, row, delta);
      }
      out.clear();
      narrow(row, out);
      sink.write(out.flip());
    }
  }

  private void widen(ByteBuffer in, float[] row) {
    for (int i = 0; i < row.length; i++) {
      row[i] =
          switch (entry.type()) {
            case BF16 -> BFloat16.toFloat(in.getShort());
            case FP16 -> Float16.toFloat(in.getShort());
            case FP32 -> in.getFloat();
            default -> throw new IllegalStateException(entry.name() + " is " + entry.type());
          };
    }
  }

  /** A row of W + scale B A, brought to its magnitude where it has one. */
  private static void add(Adapter.LowRank matrix, int number, float[] row, float[] delta) {
    Arrays.fill(delta, 0);
    float[] down = matrix.down();
    for (int k = 0; k < matrix.rank(); k++) {
      float up = matrix.up()[number * matrix.rank() + k];
      int begin = k * row.length;
      for (int i = 0; i < row.length; i++) {
        delta[i] += up * down[begin + i];
      }
    }
    float scale = (float) matrix.scaling();
    for (int i = 0; i < row.length; i++) {
      row[i] += scale * delta[i];
    }
    if (matrix.hasMagnitudes()) {
      double squares = 0;
      for (float value : row) {
        squares += (double) value * value;
      }
      float gain = (float) (matrix.magnitudes()[number] / Math.sqrt(squares));
      for (int i = 0; i < row.length; i++) {
        row[i] *= gain;
      }
    }
  }

  private void narrow(float[] row, ByteBuffer out) {
    for (float value : row) {
      if (to == TensorType.BF16) {
        out.putShort(BFloat16.ofFloat(value));
      } else {
        out.putFloat(value);
      }
    }
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
