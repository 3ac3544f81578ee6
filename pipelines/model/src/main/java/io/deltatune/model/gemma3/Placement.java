package io.deltatune.model.gemma3;

import io.deltatune.model.engine.AvailableMemory;
import io.deltatune.model.engine.ComputeDevice;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.engine.PrecisionProbe;
import io.deltatune.model.safetensors.SafetensorsFolder;
import io.deltatune.model.safetensors.TensorType;
import java.nio.file.Path;

/** {@link OpenOptions} with everything decided. */
record Placement(Precision precision, Residence weights, ComputeDevice device) {
  /**
   * Decides what the options leave open.
   *
   * @param folder the model's
   */
  static Placement of(OpenOptions options, Gemma3Config config, Path folder) {
    ComputeDevice device = ComputeDevice.of(options.device());
    Precision precision = options.precision().orElseGet(() -> fastest(device));
    if (!device.isProcessor()) {
      return new Placement(precision, Residence.COPIED, device);
    }
    Residence weights =
        options.weights().orElseGet(() -> residence(config.parameters(), precision, folder));
    return new Placement(precision, weights, device);
  }

  private static Precision fastest(ComputeDevice device) {
    return device.isProcessor() ? PrecisionProbe.measure().forMatrices() : Precision.BF16;
  }

  /** A copy pays where it differs from the file, and where memory holds it with as much again. */
  private static Residence residence(long parameters, Precision precision, Path folder) {
    try (SafetensorsFolder files = SafetensorsFolder.open(folder)) {
      TensorType wanted = precision == Precision.BF16 ? TensorType.BF16 : TensorType.FP32;
      if (files.entries().values().stream().allMatch(entry -> entry.type() == wanted)) {
        return Residence.MAPPED;
      }
    }
    long copy = parameters * (precision == Precision.BF16 ? 2 : 4);
    return AvailableMemory.bytes() > 2 * copy ? Residence.COPIED : Residence.MAPPED;
  }
}
