package io.deltatune.bench;

import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.gemma3.WeightNames;
import io.deltatune.model.gemma3.WeightNames.Named;
import io.deltatune.model.safetensors.BFloat16;
import io.deltatune.model.safetensors.ShardedWriter;
import io.deltatune.model.safetensors.TensorContent;
import io.deltatune.model.safetensors.TensorType;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Checkpoints of real shapes with random bf16 weights: real weights are gated, and neither speed
 * nor memory depends on the values.
 *
 * <pre>RandomCheckpoint --shape 270m|1b|4b --out FOLDER [--seed N] [--tokenizer FOLDER]</pre>
 */
public final class RandomCheckpoint {
  private static final double MATRIX_DEVIATION = 0.02;
  private static final double NORM_DEVIATION = 0.05;
  private static final long BLOCK = 1L << 24;
  private static final String CONFIG = "config.json";
  private static final List<String> TOKENIZER_FILES =
      List.of("tokenizer.json", "tokenizer_config.json");

  private RandomCheckpoint() {}

  public static void main(String[] arguments) {
    Mains.run(
        () -> {
          Arguments given = Arguments.of(arguments, "shape", "out", "seed", "tokenizer");
          Path folder = Path.of(given.required("out"));
          long start = System.nanoTime();
          write(Shape.of(given.required("shape")).config(), folder, given.number("seed", 1));
          if (given.path("tokenizer").isPresent()) {
            copyTokenizer(given.path("tokenizer").get(), folder);
          }
          System.out.printf(
              Locale.ROOT, "%s written in %.1f s%n", folder, (System.nanoTime() - start) / 1e9);
        });
  }

  /** Copies the tokenizer's files of one folder into another. */
  public static void copyTokenizer(Path from, Path to) throws IOException {
    for (String name : TOKENIZER_FILES) {
      if (Files.exists(from.resolve(name))) {
        Files.copy(from.resolve(name), to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /**
   * The checkpoint of a shape below a folder, written where it is not there yet.
   *
   * @return the checkpoint's folder
   */
  public static Path cached(Shape shape, Path below) {
    Path folder = below.resolve("random-" + shape.label());
    if (!Files.exists(folder.resolve(CONFIG))) {
      write(shape.config(), folder, 1);
    }
    return folder;
  }

  /**
   * Writes a checkpoint: matrices normal with deviation 0.02, norms with 0.05 around 0. {@code
   * config.json} comes last, so that a folder that was not finished is not taken for one.
   *
   * @param seed gives the same bytes for the same shape
   */
  public static void write(Gemma3Config config, Path folder, long seed) {
    Noise noise = Noise.of(config, seed);
    Map<String, TensorContent> tensors = new TreeMap<>();
    Random offsets = new Random(seed + 1);
    for (Named named : WeightNames.all(config)) {
      int offset = offsets.nextInt(noise.block());
      tensors.put(
          named.name(),
          new TensorContent(TensorType.BF16, named.shape(), () -> noise.slice(named, offset)));
    }
    try (ShardedWriter writer = ShardedWriter.stage(folder, tensors, ShardedWriter.USUAL_BYTES)) {
      writer.commit();
    }
    config.write(folder, "bfloat16");
  }

  /**
   * Random numbers that repeat after a prime number of elements, so that no two rows of a matrix
   * are equal.
   *
   * @param block the elements after which they repeat
   * @param matrices bf16 elements for the largest tensor from any place in the block
   * @param norms bf16 elements for the largest norm
   */
  private record Noise(int block, ByteBuffer matrices, ByteBuffer norms) {
    static Noise of(Gemma3Config config, long seed) {
      List<Named> all = WeightNames.all(config);
      long largest = all.stream().mapToLong(Named::size).max().orElseThrow();
      long widest = all.stream().filter(Named::isNorm).mapToLong(Named::size).max().orElseThrow();
      int block = BigInteger.valueOf(Math.min(largest, BLOCK)).nextProbablePrime().intValueExact();
      Random random = new Random(seed);
      return new Noise(
          block,
          repeated(normal(random, block, MATRIX_DEVIATION), largest + block),
          normal(random, Math.toIntExact(widest), NORM_DEVIATION));
    }

    private static ByteBuffer normal(Random random, int count, double deviation) {
      ByteBuffer values = ByteBuffer.allocateDirect(2 * count).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < count; i++) {
        values.putShort(BFloat16.ofFloat((float) (random.nextGaussian() * deviation)));
      }
      return values.flip();
    }

    private static ByteBuffer repeated(ByteBuffer block, long elements) {
      ByteBuffer all = ByteBuffer.allocateDirect(Math.toIntExact(2 * elements));
      while (all.hasRemaining()) {
        int length = Math.min(all.remaining(), block.capacity());
        all.put(block.slice(0, length));
      }
      return all.flip();
    }

    ByteBuffer slice(Named named, int offset) {
      int bytes = Math.toIntExact(2 * named.size());
      return named.isNorm() ? norms.slice(0, bytes) : matrices.slice(2 * offset, bytes);
    }
  }
}
