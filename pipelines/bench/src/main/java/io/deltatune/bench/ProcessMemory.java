package io.deltatune.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What this process holds in memory, in bytes, as Linux counts it ({@code /proc/self/status}).
 *
 * @param resident all pages
 * @param anonymous pages of its own: heap, native allocations
 * @param file pages of mapped files, which other processes may share
 * @param peak the most resident pages since the start or since it began anew
 */
public record ProcessMemory(long resident, long anonymous, long file, long peak) {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern SIZE = Pattern.compile("(\\w+):\\s+(\\d+) kB");

  /** The memory now; zeros where the system does not say. */
  public static ProcessMemory now() {
    Map<String, Long> values = new HashMap<>();
    try {
      for (String line : Files.readAllLines(STATUS)) {
        Matcher size = SIZE.matcher(line);
        if (size.matches()) {
          values.put(size.group(1), Long.parseLong(size.group(2)) * 1024);
        }
      }
    } catch (IOException e) {
      return new ProcessMemory(0, 0, 0, 0);
    }
    return new ProcessMemory(
        values.getOrDefault("VmRSS", 0L),
        values.getOrDefault("RssAnon", 0L),
        values.getOrDefault("RssFile", 0L),
        values.getOrDefault("VmHWM", 0L));
  }

  /** Bytes as {@code 123 MiB}. */
  public static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%d MiB", Math.round(bytes / 1048576.0));
  }
}
