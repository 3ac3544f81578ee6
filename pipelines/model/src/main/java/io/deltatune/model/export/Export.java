package io.deltatune.model.export;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.adapter.AdapterFolder;
import io.deltatune.model.checkpoint.ModelFolder;
import io.deltatune.model.gemma3.Adapter;
import io.deltatune.model.gemma3.FourBitSource;
import io.deltatune.model.gemma3.TextTensors;
import io.deltatune.model.gemma3.WeightNames;
import io.deltatune.model.safetensors.SafetensorsFolder;
import io.deltatune.model.safetensors.ShardedWriter;
import io.deltatune.model.safetensors.TensorContent;
import io.deltatune.model.safetensors.TensorEntry;
import io.deltatune.model.safetensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a model folder as a Hugging Face text model ({@code Gemma3ForCausalLM}) that transformers
 * and PEFT load: weights, {@code config.json}, {@code generation_config.json} and the tokenizer's
 * files. Weights go through memory in pieces of a few rows. No engine is needed.
 */
public final class Export {
  private Export() {}

  /**
   * How weights are written.
   *
   * @param dtype {@link TensorType#BF16} or {@link TensorType#FP32}
   * @param largestFile the most bytes of tensors in one file of weights
   */
  public record Settings(TensorType dtype, long largestFile) {
    /** bf16, in files of at most {@link ShardedWriter#USUAL_BYTES}. */
    public static final Settings USUAL = new Settings(TensorType.BF16, ShardedWriter.USUAL_BYTES);

    /**
     * @throws IllegalArgumentException for another type, or files of less than a byte
     */
    public Settings {
      if (dtype != TensorType.BF16 && dtype != TensorType.FP32) {
        throw new IllegalArgumentException("models are written in bf16 or fp32, not " + dtype);
      }
      if (largestFile < 1) {
        throw new IllegalArgumentException("files of at most " + largestFile + " bytes");
      }
    }

    private String label() {
      return dtype == TensorType.BF16 ? "bfloat16" : "float32";
    }
  }

  /**
   * What was written.
   *
   * @param files the files of weights
   * @param tensors their number
   * @param merged how many of them an adapter changed
   * @param bytes of all tensors
   * @param ignored what of the model was left out, in words
   */
  public record Report(
      List<Path> files, int tensors, int merged, long bytes, List<String> ignored) {
    public Report {
      files = List.copyOf(files);
      ignored = List.copyOf(ignored);
    }
  }

  /**
   * Writes a model into a folder, over what an earlier export left there.
   *
   * @param model a Gemma 3 checkpoint, of the text model or multimodal; the text model is written,
   *     4-bit codes as the numbers that they stand for
   * @param adapter a LoRA adapter of it in PEFT's layout, to be merged: W + scale B A is computed
   *     in fp32 and rounded once
   * @param out another folder than the two
   * @param progress told of each tensor
   * @throws UserError if the model or the adapter cannot be used, or the folder not be written;
   *     what was in the folder is then as it was
   */
  public static Report run(
      Path model, Optional<Path> adapter, Path out, Settings settings, ProgressReporter progress) {
    refuseSame(model, out, "model");
    adapter.ifPresent(folder -> refuseSame(folder, out, "adapter"));
    ModelFolder source = ModelFolder.open(model);
    Map<String, Adapter.LowRank> changes = new HashMap<>();
    adapter.ifPresent(
        folder ->
            AdapterFolder.read(folder, source.config())
                .matrices()
                .forEach(
                    (place, matrix) ->
                        changes.put(place.projection().module(place.layer()) + ".weight", matrix)));
    List<WeightNames.Named> names = WeightNames.all(source.config());
    try (SafetensorsFolder files = SafetensorsFolder.open(model);
        Progress shown = progress.start("export", "tensors", names.size())) {
      Map<String, TensorContent> contents = new LinkedHashMap<>();
      TextTensors tensors = TextTensors.find(model, source.config(), files);
      FourBitSource codes = FourBitSource.of(model, files, tensors, Optional.empty());
      for (WeightNames.Named named : names) {
        TensorEntry entry = source.tensors().get(named.name());
        ConvertedTensor tensor =
            new ConvertedTensor(
                files.file(entry.name()),
                entry,
                settings.dtype(),
                Optional.ofNullable(changes.get(named.name())),
                codes.isQuantised(named)
                    ? Optional.of(
                        new ConvertedTensor.Codes(
                            named.shape(),
                            () ->
                                codes.read(
                                    named, bytes -> ByteBuffer.allocate(Math.toIntExact(bytes)))))
                    : Optional.empty());
        contents.put(named.name(), tensor.content(() -> shown.advance(1, 0)));
      }
      List<Path> written =
          ModelFolder.write(
              out,
              source.config().toJson(settings.label()),
              contents,
              settings.largestFile(),
              model);
      long bytes = contents.values().stream().mapToLong(TensorContent::bytes).sum();
      return new Report(written, contents.size(), changes.size(), bytes, source.ignored());
    }
  }

  static void refuseSame(Path from, Path out, String what) {
    try {
      if (Files.exists(out) && Files.exists(from) && Files.isSameFile(from, out)) {
        throw new UserError(
            ErrorCode.CONFIG,
            "the export would overwrite the " + what + " in " + from,
            "the folder to write is the folder to read",
            "give another folder to write to");
      }
    } catch (IOException e) {
      throw new UserError(
          ErrorCode.NOT_ACCESSIBLE,
          out + " cannot be compared with " + from,
          String.valueOf(e.getMessage()),
          "check that both folders are accessible",
          e);
    }
  }
}
