package io.deltatune.jobs.console;

import io.deltatune.core.error.ExitStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Set;

/**
 * The log file of one command, in {@code ./logs}: Spark's and DJL's noise and the stack traces of
 * bugs. It comes into being with its first line. A quick command, or one on files, that ends well
 * leaves none behind.
 */
public final class RunLog {
  /** Read by {@code deltatune-log4j2.properties}. */
  static final String FILE_PROPERTY = "deltatune.log.file";

  static final String LEVEL_PROPERTY = "deltatune.log.level";
  private static final String CONFIGURATION_PROPERTY = "log4j2.configurationFile";
  private static final Set<String> QUICK =
      Set.of("sql", "tables", "check", "completion", "warm-up", "none");

  private final String command;
  private final boolean quick;
  private Path file;

  private RunLog(String command, boolean quick) {
    this.command = command;
    this.quick = quick;
  }

  /**
   * The log of a command line; nothing is done before it is needed, so that help stays quick.
   *
   * @param args the command line
   */
  public static RunLog of(String... args) {
    String command = command(args);
    boolean onFiles = Arrays.stream(args).anyMatch(arg -> arg.matches("--model(=.*)?"));
    return new RunLog(command, onFiles || QUICK.contains(command));
  }

  /**
   * Tells Log4j, which is not loaded by this, to write into the file. A configuration that was
   * chosen by a {@code -D} stays.
   */
  public void capture() {
    System.setProperty(FILE_PROPERTY, file().toString());
    if (System.getProperty(LEVEL_PROPERTY) == null) {
      System.setProperty(LEVEL_PROPERTY, quick ? "warn" : "info");
    }
    if (System.getProperty(CONFIGURATION_PROPERTY) == null) {
      System.setProperty(CONFIGURATION_PROPERTY, "deltatune-log4j2.properties");
    }
  }

  /** Where the log lies, or will lie once there is something to log. */
  public synchronized Path file() {
    if (file == null) {
      String time =
          DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")
              .format(LocalDateTime.now(ZoneId.systemDefault()));
      long process = ProcessHandle.current().pid();
      file = folder().resolve("deltatune-" + command + "-" + time + "-" + process + ".log");
    }
    return file;
  }

  /**
   * Keeps a stack trace.
   *
   * @return where it lies, for people: the file, or the trace itself where no file can be written
   */
  public String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text, true));
    try {
      Files.createDirectories(file().getParent());
      Files.writeString(
          file(), text.toString(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return file().toString();
    } catch (IOException unwritable) {
      return text + "  (not in " + file() + ": " + unwritable + ")";
    }
  }

  /** The command is over. */
  public void end(ExitStatus status) {
    if (file != null && quick && status == ExitStatus.DONE) {
      try {
        Files.deleteIfExists(file);
        Files.deleteIfExists(file.getParent());
      } catch (IOException inUse) {
        // Other logs lie in the folder, or the file is still open: both may stay.
        return;
      }
    }
  }

  private static Path folder() {
    Path here = Path.of("").toAbsolutePath();
    Path base = Files.isWritable(here) ? here : Path.of(System.getProperty("java.io.tmpdir"));
    return base.resolve("logs");
  }

  private static String command(String... args) {
    boolean value = false;
    for (String arg : args) {
      if (!value && !arg.startsWith("-")) {
        return arg.matches("[a-z-]{1,20}") ? arg : "none";
      }
      value = arg.equals("--warehouse");
    }
    return "none";
  }
}
