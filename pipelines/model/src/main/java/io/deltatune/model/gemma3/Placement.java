package io.deltatune.model.gemma3;

import io.deltatune.model.engine.ComputeDevice;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.engine.PrecisionProbe;
import io.deltatune.model.safetensors.SafetensorsFolder;
import io.deltatune.model.safetensors.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@link OpenOptions} with everything decided. */
record Placement(Precision precision, Residence weights, ComputeDevice device) {
  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final Path CONTAINER = Path.of("/sys/fs/cgroup/memory.max");
  private static final long UNKNOWN = 4L << 30;
  private static final Pattern AVAILABLE = Pattern.compile("(?m)^MemAvailable:\\s+(\\d+) kB");

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
    return available() > 2 * copy ? Residence.COPIED : Residence.MAPPED;
  }

  /**
   * What Linux says is free, a container's limit respected; where there is no such file, little.
   */
  private static long available() {
    long most = number(CONTAINER, Pattern.compile("(\\d+)"), Long.MAX_VALUE);
    long kilobytes = number(MEMORY, AVAILABLE, UNKNOWN >> 10);
    return Math.min(kilobytes << 10, most);
  }

  private static long number(Path file, Pattern pattern, long otherwise) {
    try {
      Matcher found = pattern.matcher(Files.exists(file) ? Files.readString(file) : "");
      return found.find() ? Long.parseLong(found.group(1)) : otherwise;
    } catch (IOException e) {
      return otherwise;
    }
  }
}
