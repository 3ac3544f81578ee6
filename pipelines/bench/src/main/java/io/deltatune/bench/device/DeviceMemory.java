package io.deltatune.bench.device;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** The memory in use on a GPU, of all processes, as the driver's tool tells it twice a second. */
final class DeviceMemory implements AutoCloseable {
  private final Process tool;
  private final Thread reader;
  private volatile long peak;

  private DeviceMemory(Process tool) {
    this.tool = tool;
    this.reader = new Thread(this::read, "device memory");
    this.reader.setDaemon(true);
    this.reader.start();
  }

  /**
   * Begins to watch.
   *
   * @param device {@code cpu}, for which nothing is watched, or {@code cuda:N}
   */
  static DeviceMemory watch(String device) throws IOException {
    if (!device.startsWith("cuda")) {
      return new DeviceMemory(null);
    }
    String number = device.contains(":") ? device.substring(device.indexOf(':') + 1) : "0";
    try {
      return new DeviceMemory(
          new ProcessBuilder(
                  "nvidia-smi",
                  "--query-gpu=memory.used",
                  "--format=csv,noheader,nounits",
                  "--loop-ms=500",
                  "--id=" + number)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start());
    } catch (IOException e) {
      return new DeviceMemory(null); // no such tool here
    }
  }

  /** The most so far in bytes, 0 where nobody tells. */
  long peak() {
    return peak;
  }

  private void read() {
    if (tool == null) {
      return;
    }
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(tool.getInputStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null) {
        if (line.strip().matches("\\d+")) {
          peak = Math.max(peak, Long.parseLong(line.strip()) << 20);
        }
        line = lines.readLine();
      }
    } catch (IOException e) {
      // The tool was ended.
    }
  }

  @Override
  public void close() {
    if (tool != null) {
      tool.destroy();
    }
  }
}
