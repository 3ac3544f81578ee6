package io.deltatune.model.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The memory that a process may take without others being swapped out, and what it has taken, as
 * Linux tells it.
 */
public final class AvailableMemory {
  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final Path PROCESS = Path.of("/proc/self/status");
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");
  private static final Path GROUP = Path.of("/sys/fs/cgroup");
  private static final long UNKNOWN = 4L << 30;

  private AvailableMemory() {}

  /** In bytes, of the machine or, where that is less, of the container; a guess elsewhere. */
  public static long bytes() {
    long machine = number(MEMORY, "MemAvailable:").orElse(UNKNOWN >> 10) << 10;
    OptionalLong limit = number(GROUP.resolve("memory.max"), "");
    OptionalLong used = number(GROUP.resolve("memory.current"), "");
    if (limit.isEmpty() || used.isEmpty()) {
      return machine;
    }
    Path statistics = GROUP.resolve("memory.stat");
    long files =
        number(statistics, "active_file ").orElse(0)
            + number(statistics, "inactive_file ").orElse(0);
    return Math.min(machine, Math.max(0, limit.getAsLong() - used.getAsLong() + files));
  }

  /** The most that this process held at one time, in bytes; empty where the system does not say. */
  public static OptionalLong peakOfProcess() {
    OptionalLong kibibytes = number(PROCESS, "VmHWM:");
    return kibibytes.isEmpty() ? kibibytes : OptionalLong.of(kibibytes.getAsLong() << 10);
  }

  /**
   * Lets the peak begin anew from what the process holds now (proc(5), {@code clear_refs}); without
   * effect where the system refuses.
   */
  public static void beginPeakAnew() {
    try {
      Files.writeString(CLEAR, "5");
    } catch (IOException refused) {
      // The peak then counts from the start of the process.
    }
  }

  /** The first number in the line that begins with a word. */
  private static OptionalLong number(Path file, String word) {
    if (!Files.isReadable(file)) {
      return OptionalLong.empty();
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(word))
          .flatMap(line -> Arrays.stream(line.substring(word.length()).strip().split("\\s+")))
          .filter(text -> text.matches("[0-9]{1,18}"))
          .mapToLong(Long::parseLong)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
