package io.deltatune.model.score;

import io.deltatune.core.progress.Progress;
import io.deltatune.model.adapter.AdaptedModel;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.OpenOptions;
import io.deltatune.model.gemma3.Visibility;
import io.deltatune.model.safetensors.TensorContent;
import io.deltatune.model.safetensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * An open model that gives the logits of whole sequences, as tensors to be written: they are
 * computed when they are written, some rows at a time. Used by one thread.
 */
public final class SequenceLogits implements AutoCloseable {
  /** Logits that are in memory at once. */
  private static final int BYTES_AT_ONCE = 32 << 20;

  private static final int PIECE = 1 << 20;

  private final Gemma3Model model;

  private SequenceLogits(Gemma3Model model) {
    this.model = model;
  }

  /**
   * Opens a model folder.
   *
   * @param adapter a folder in PEFT's layout; empty for the model as it is
   * @throws io.deltatune.core.error.UserError if a folder is missing, malformed or does not fit
   */
  public static SequenceLogits open(Path folder, Optional<Path> adapter, OpenOptions options) {
    return new SequenceLogits(AdaptedModel.open(folder, adapter, options));
  }

  /** The model's shape. */
  public Gemma3Config config() {
    return model.config();
  }

  /**
   * The logits of every position of a sequence.
   *
   * @param tokens ids, at least one and at most the model's positions
   * @param progress advanced by one unit when they have been written
   * @return float32 {@code [tokens, vocabulary]}; to be written before this is closed
   */
  public TensorContent of(int[] tokens, Progress progress) {
    List<Long> shape = List.of((long) tokens.length, (long) model.config().vocabularySize());
    return new TensorContent(
        TensorType.FP32,
        shape,
        sink -> {
          write(tokens, sink);
          progress.advance(1, tokens.length);
        });
  }

  private void write(int[] tokens, TensorContent.Sink sink) throws IOException {
    int vocabulary = model.config().vocabularySize();
    int rowsAtOnce = Math.max(1, BYTES_AT_ONCE / Float.BYTES / vocabulary);
    int[] all = IntStream.range(0, tokens.length).toArray();
    ByteBuffer piece = ByteBuffer.allocateDirect(PIECE).order(ByteOrder.LITTLE_ENDIAN);
    try (Scope sequence = model.newScope()) {
      Tensor states = model.states(tokens, Visibility.sequences(tokens.length), all, sequence);
      for (int first = 0; first < tokens.length; first += rowsAtOnce) {
        int count = Math.min(rowsAtOnce, tokens.length - first);
        float[] logits;
        try (Scope step = model.newScope()) {
          Tensor span = step.numbers(first, count);
          logits = step.callForOne("logits_of_rows", states, span, model.weights().head()).floats();
        }
        write(logits, piece, sink);
      }
    }
  }

  private static void write(float[] values, ByteBuffer piece, TensorContent.Sink sink)
      throws IOException {
    int most = piece.capacity() / Float.BYTES;
    for (int done = 0; done < values.length; done += most) {
      int count = Math.min(most, values.length - done);
      piece.clear();
      piece.asFloatBuffer().put(values, done, count);
      sink.write(piece.limit(count * Float.BYTES));
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
