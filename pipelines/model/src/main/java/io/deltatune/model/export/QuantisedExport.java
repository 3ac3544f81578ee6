package io.deltatune.model.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.checkpoint.ModelFolder;
import io.deltatune.model.gemma3.FourBitSource;
import io.deltatune.model.gemma3.TextTensors;
import io.deltatune.model.gemma3.WeightNames;
import io.deltatune.model.gemma3.WeightNames.Named;
import io.deltatune.model.quantise.FourBitContents;
import io.deltatune.model.quantise.FourBitQuantiser;
import io.deltatune.model.quantise.FourBitTensor;
import io.deltatune.model.safetensors.SafetensorsFolder;
import io.deltatune.model.safetensors.ShardedWriter;
import io.deltatune.model.safetensors.TensorContent;
import io.deltatune.model.safetensors.TensorEntry;
import io.deltatune.model.safetensors.TensorType;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a model folder whose projections are 4-bit codes, as transformers and bitsandbytes save
 * and load it; the other tensors as they are. One projection at a time is in memory. No engine is
 * needed.
 */
public final class QuantisedExport {
  private final FourBitSource source;
  private final FourBitQuantiser quantiser;
  private Named named;
  private FourBitTensor tensor;

  private QuantisedExport(FourBitSource source, FourBitQuantiser quantiser) {
    this.source = source;
    this.quantiser = quantiser;
  }

  /**
   * What was written.
   *
   * @param files the files of weights
   * @param quantised how many weights are codes now
   * @param bytesBefore of the text model's tensors
   * @param bytes of all tensors
   */
  public record Report(List<Path> files, int quantised, long bytesBefore, long bytes) {
    public Report {
      files = List.copyOf(files);
    }
  }

  /**
   * Writes a model into a folder, over what an earlier call left there.
   *
   * @param model a Gemma 3 checkpoint in bf16, fp16 or fp32
   * @param out another folder
   * @throws UserError if the model cannot be used or is quantised already, or the folder not be
   *     written; what was in the folder is then as it was
   */
  public static Report run(
      Path model, Path out, FourBitQuantiser quantiser, ProgressReporter progress) {
    Export.refuseSame(model, out, "model");
    ModelFolder folder = ModelFolder.open(model);
    try (SafetensorsFolder files = SafetensorsFolder.open(model)) {
      TextTensors tensors = TextTensors.find(model, folder.config(), files);
      if (!tensors.quantised().isEmpty()) {
        throw new UserError(
            ErrorCode.CONFIG,
            model + " is quantised already",
            tensors.quantised().firstKey() + " holds 4-bit codes",
            "give the unquantised checkpoint");
      }
      FourBitSource source = FourBitSource.of(model, files, tensors, Optional.of(quantiser));
      QuantisedExport export = new QuantisedExport(source, quantiser);
      List<Named> names = WeightNames.all(folder.config());
      try (Progress shown = progress.start("quantize", "tensors", names.size())) {
        Map<String, TensorContent> contents = new LinkedHashMap<>();
        long before = 0;
        for (Named name : names) {
          TensorEntry entry = tensors.entries().get(name.name());
          before += entry.bytes();
          contents.putAll(export.contents(name, entry, files, () -> shown.advance(1, 0)));
        }
        TensorType rest = tensors.entries().get(WeightNames.TABLE).type();
        List<Path> written =
            ModelFolder.write(
                out,
                config(folder, quantiser, dtype(rest)),
                contents,
                ShardedWriter.USUAL_BYTES,
                model);
        long bytes = contents.values().stream().mapToLong(TensorContent::bytes).sum();
        int quantised = (int) names.stream().filter(Named::isProjection).count();
        return new Report(written, quantised, before, bytes);
      }
    }
  }

  private Map<String, TensorContent> contents(
      Named name, TensorEntry entry, SafetensorsFolder files, Runnable done) {
    if (name.isProjection()) {
      Map<String, TensorContent> parts =
          FourBitContents.of(
              name.name(), quantiser, name.shape(), entry.type(), () -> quantised(name));
      parts.computeIfPresent(name.name(), (unused, codes) -> told(codes, done));
      return parts;
    }
    return Map.of(
        name.name(), told(TensorContent.copyOf(files.file(entry.name()), entry.name()), done));
  }

  private static TensorContent told(TensorContent content, Runnable done) {
    return new TensorContent(
        content.type(),
        content.shape(),
        (TensorContent.Data)
            sink -> {
              content.data().writeTo(sink);
              done.run();
            });
  }

  /** A file takes a weight's parts at different times; those behind one another share the work. */
  private FourBitTensor quantised(Named name) {
    if (!name.equals(named)) {
      tensor = source.read(name, bytes -> ByteBuffer.allocate(Math.toIntExact(bytes)));
      named = name;
    }
    return tensor;
  }

  private static String dtype(TensorType type) {
    return switch (type) {
      case BF16 -> "bfloat16";
      case FP16 -> "float16";
      default -> "float32";
    };
  }

  private static ObjectNode config(ModelFolder folder, FourBitQuantiser quantiser, String dtype) {
    ObjectNode config = folder.config().toJson(dtype);
    config
        .putObject("quantization_config")
        .put("_load_in_4bit", true)
        .put("_load_in_8bit", false)
        .put("bnb_4bit_compute_dtype", dtype.equals("float16") ? "bfloat16" : dtype)
        .put("bnb_4bit_quant_storage", "uint8")
        .put("bnb_4bit_quant_type", quantiser.type().label())
        .put("bnb_4bit_use_double_quant", quantiser.doubled())
        .put("llm_int8_enable_fp32_cpu_offload", false)
        .put("llm_int8_has_fp16_weight", false)
        .put("llm_int8_threshold", 6.0)
        .put("load_in_4bit", true)
        .put("load_in_8bit", false)
        .put("quant_method", "bitsandbytes")
        .putNull("llm_int8_skip_modules");
    return config;
  }
}
