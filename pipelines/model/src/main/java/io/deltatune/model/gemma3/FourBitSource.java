package io.deltatune.model.gemma3;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.gemma3.WeightNames.Named;
import io.deltatune.model.quantise.FourBitEntry;
import io.deltatune.model.quantise.FourBitQuantiser;
import io.deltatune.model.quantise.FourBitTensor;
import io.deltatune.model.safetensors.SafetensorsFolder;
import io.deltatune.model.safetensors.TensorEntry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/** The 4-bit codes of a checkpoint's projections: as the files hold them, or made from them. */
public final class FourBitSource {
  private final Path folder;
  private final SafetensorsFolder files;
  private final TextTensors tensors;
  private final Optional<FourBitQuantiser> quantiser;

  private FourBitSource(
      Path folder,
      SafetensorsFolder files,
      TextTensors tensors,
      Optional<FourBitQuantiser> quantiser) {
    this.folder = folder;
    this.files = files;
    this.tensors = tensors;
    this.quantiser = quantiser;
  }

  /**
   * @param quantiser what the projections become; without it those of a plain checkpoint stay
   * @throws UserError if the checkpoint is quantised otherwise
   */
  public static FourBitSource of(
      Path folder,
      SafetensorsFolder files,
      TextTensors tensors,
      Optional<FourBitQuantiser> quantiser) {
    for (Map.Entry<String, FourBitEntry> held : tensors.quantised().entrySet()) {
      FourBitEntry entry = held.getValue();
      boolean other =
          quantiser.isPresent()
              && (entry.type() != quantiser.get().type()
                  || entry.doubled() != quantiser.get().doubled());
      if (other) {
        throw new UserError(
            ErrorCode.CONFIG,
            folder + " is quantised already, and not as asked for",
            String.format(
                "%s is %s, double: %b", held.getKey(), entry.type().label(), entry.doubled()),
            "leave model.quantisation away, or give the unquantised checkpoint");
      }
    }
    return new FourBitSource(folder, files, tensors, quantiser);
  }

  /** Whether no weight is quantised. */
  public boolean isEmpty() {
    return quantiser.isEmpty() && tensors.quantised().isEmpty();
  }

  /** Whether a tensor's weights are codes. */
  public boolean isQuantised(Named named) {
    return tensors.quantised().containsKey(named.name())
        || (quantiser.isPresent() && named.isProjection());
  }

  /**
   * A tensor's codes.
   *
   * @param memory gives the memory for codes that no file holds
   * @throws UserError if the file holds numbers that make no sense
   */
  public FourBitTensor read(Named named, LongFunction<ByteBuffer> memory) {
    FourBitEntry held = tensors.quantised().get(named.name());
    TensorEntry entry = tensors.entries().get(named.name());
    try {
      return held == null
          ? quantiser
              .orElseThrow()
              .quantise(
                  named.name(), entry.type(), entry.shape(), files.bytes(entry.name()), memory)
          : held.read(files);
    } catch (IllegalArgumentException e) {
      throw new UserError(
          ErrorCode.MALFORMED_FILE,
          folder + ": the 4-bit weight " + entry.name() + " cannot be read",
          "it " + e.getMessage(),
          "fetch or write the checkpoint again",
          e);
    }
  }
}
