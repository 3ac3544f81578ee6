package io.deltatune.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine that figures belong to. */
public final class Machine {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  private Machine() {}

  /** Its processors in words: {@code 2 x Intel(R) Xeon(R) Processor @ 2.50GHz}. */
  public static String description() {
    String model = System.getProperty("os.arch");
    try {
      model =
          Files.readAllLines(PROCESSORS).stream()
              .filter(line -> line.startsWith("model name"))
              .map(line -> line.substring(line.indexOf(':') + 1).strip())
              .findFirst()
              .orElse(model);
    } catch (IOException e) {
      // Not Linux: the architecture must do.
    }
    return Runtime.getRuntime().availableProcessors() + " x " + model;
  }
}
