package io.deltatune.bench.quantise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.bench.Arguments;
import io.deltatune.bench.Machine;
import io.deltatune.bench.Mains;
import io.deltatune.bench.TextTable;
import io.deltatune.model.quantise.FourBitQuantiser;
import io.deltatune.model.quantise.FourBitTensor;
import io.deltatune.model.quantise.FourBitType;
import io.deltatune.model.safetensors.BFloat16;
import io.deltatune.model.safetensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * NF4 with double quantisation, there and back, in this process and in bitsandbytes, one after the
 * other: billions of weights a second, the median of some rounds. {@code pipelines/bench/four-bit}
 * calls it.
 */
public final class FourBitRates {
  private static final int ROWS = 10_240;
  private static final int COLUMNS = 2_560;
  private static final int ROUNDS = 9;

  private FourBitRates() {}

  /** {@code --reference VENV --scripts FOLDER}. */
  public static void main(String[] arguments) {
    Mains.run(
        () -> {
          Arguments given = Arguments.of(arguments, "reference", "scripts");
          TextTable table = TextTable.of("weights", "work", "ours", "bitsandbytes", "ratio");
          for (TensorType type : List.of(TensorType.FP32, TensorType.BF16)) {
            double[] ours = ours(type);
            JsonNode peer = peer(Path.of(given.required("reference")), given, type);
            row(table, type, "quantise", ours[0], peer.get("quantise").asDouble());
            row(table, type, "dequantise", ours[1], peer.get("dequantise").asDouble());
          }
          System.out.println(Machine.description() + ", " + ROWS + " x " + COLUMNS + " weights");
          System.out.print(table);
        });
  }

  private static void row(TextTable table, TensorType type, String work, double ours, double peer) {
    table.row(type.label(), work, figure(ours), figure(peer), figure(ours / peer));
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static double[] ours(TensorType type) {
    ByteBuffer weights = weights(type);
    ByteBuffer back = ByteBuffer.allocateDirect(weights.capacity()).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer codes = ByteBuffer.allocateDirect(ROWS * COLUMNS / 2);
    FourBitQuantiser quantiser = new FourBitQuantiser(FourBitType.NF4, true);
    double[] there = new double[2 * ROUNDS];
    double[] again = new double[2 * ROUNDS];
    for (int round = 0; round < there.length; round++) {
      long start = System.nanoTime();
      FourBitTensor tensor =
          quantiser.quantise(
              "weights", type, List.of((long) ROWS, (long) COLUMNS), weights, unused -> codes);
      long middle = System.nanoTime();
      if (type == TensorType.FP32) {
        tensor.toFp32(back);
      } else {
        tensor.toBf16(back);
      }
      there[round] = rate(middle - start);
      again[round] = rate(System.nanoTime() - middle);
    }
    return new double[] {median(there), median(again)};
  }

  private static double rate(long nanoseconds) {
    return (double) ROWS * COLUMNS / nanoseconds;
  }

  /** Of the second half: the first one warms up. */
  private static double median(double[] rates) {
    double[] warm = Arrays.copyOfRange(rates, rates.length / 2, rates.length);
    Arrays.sort(warm);
    return warm[warm.length / 2];
  }

  private static ByteBuffer weights(TensorType type) {
    ByteBuffer weights =
        ByteBuffer.allocateDirect(ROWS * COLUMNS * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    Random random = new Random(1);
    float[] normal = new float[1 << 16];
    for (int i = 0; i < normal.length; i++) {
      normal[i] = (float) random.nextGaussian();
    }
    for (int i = 0; weights.hasRemaining(); i++) {
      float value = normal[i & 0xFFFF];
      if (type == TensorType.FP32) {
        weights.putFloat(value);
      } else {
        weights.putShort(BFloat16.ofFloat(value));
      }
    }
    return weights.flip();
  }

  private static JsonNode peer(Path reference, Arguments given, TensorType type)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                reference.resolve("bin/python").toString(),
                Path.of(given.required("scripts")).resolve("four_bit_rates.py").toString(),
                type == TensorType.FP32 ? "float32" : "bfloat16",
                Integer.toString(ROWS),
                Integer.toString(COLUMNS))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    byte[] output = process.getInputStream().readAllBytes();
    if (process.waitFor() != 0) {
      throw new IOException("bitsandbytes ended with status " + process.exitValue());
    }
    return new ObjectMapper().readTree(output);
  }
}
