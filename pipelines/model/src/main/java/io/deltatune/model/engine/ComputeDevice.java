package io.deltatune.model.engine;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a model computes.
 *
 * @param name {@code cpu} or {@code cuda:N}
 */
public record ComputeDevice(String name) {
  /** The processor. */
  public static final ComputeDevice CPU = new ComputeDevice("cpu");

  /** What is asked for when the machine shall decide. */
  public static final String AUTO = "auto";

  private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");
  private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");
  private static final String REMEDY =
      "where there is no internet, set PYTORCH_LIBRARY_PATH to torch/lib of the wheel torch==2.7.1,"
          + " PYTORCH_VERSION=2.7.1, PYTORCH_FLAVOR=cu128, and LD_LIBRARY_PATH to the wheel's"
          + " nvidia/*/lib folders; where there is, take pytorch-native-cpu-*.jar out of the"
          + " distribution's lib folder and start Java with -Dai.djl.offline=false;"
          + " or take the device cpu";

  /**
   * The device that is asked for.
   *
   * @param asked {@code auto} (the first GPU that the engine sees, else the processor), {@code
   *     cpu}, {@code cuda} or {@code cuda:N}
   * @throws UserError if the word is none of these, or the GPU is not there, with what to do
   */
  public static ComputeDevice of(String asked) {
    if (asked.equals("cpu")) {
      return CPU;
    }
    if (asked.equals(AUTO)) {
      return EngineProcess.gpus() > 0 ? new ComputeDevice("cuda:0") : CPU;
    }
    Matcher cuda = CUDA.matcher(asked);
    if (!cuda.matches()) {
      throw new UserError(
          ErrorCode.CONFIG,
          "the device '" + asked + "' is not known",
          "a device is auto, cpu or cuda:N",
          "write for example cuda:0");
    }
    int number = cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1));
    int gpus = EngineProcess.gpus();
    if (number >= gpus) {
      throw new UserError(
          ErrorCode.RESOURCE,
          "the device " + asked + " is not there",
          gpus == 0
              ? "the engine sees no GPU: it runs on " + EngineProcess.natives() + driver()
              : "the engine sees " + gpus + " GPU(s), the first is cuda:0",
          gpus == 0 ? REMEDY : "take cuda:" + (gpus - 1) + " or a lower one");
    }
    return new ComputeDevice("cuda:" + number);
  }

  /** The memory that is free there now, in bytes. */
  public long availableMemory() {
    if (isProcessor()) {
      return AvailableMemory.bytes();
    }
    MemoryUsage usage = CudaUtils.getGpuMemory(djl());
    return usage.getMax() - usage.getCommitted();
  }

  private static String driver() {
    return Files.exists(DRIVER)
        ? ", though this machine has a driver for NVIDIA GPUs"
        : ", and this machine has no driver for NVIDIA GPUs";
  }

  /** Whether this is the processor. */
  public boolean isProcessor() {
    return name.equals("cpu");
  }

  Device djl() {
    return isProcessor() ? Device.cpu() : Device.gpu(Integer.parseInt(name.substring(5)));
  }

  @Override
  public String toString() {
    return name;
  }
}
