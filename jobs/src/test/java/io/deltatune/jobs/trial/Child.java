package io.deltatune.jobs.trial;

import io.deltatune.jobs.cli.Deltatune;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The command line in a process of its own, which a test may kill. */
public final class Child {
  private static final long POLL_MILLISECONDS = 5;

  private final Process process;
  private final Path said;

  private Child(Process process, Path said) {
    this.process = process;
    this.said = said;
  }

  /**
   * Starts a command with the classes of this test.
   *
   * @param folder its working folder
   * @param arguments as the shell passes them
   */
  public static Child start(Path folder, String... arguments) throws IOException {
    return start(folder, withSignals(), arguments);
  }

  /**
   * Starts a command through another one.
   *
   * @param before words that stand before the JVM's, as in {@code nice -n 5}
   */
  public static Child startThrough(Path folder, List<String> before, String... arguments)
      throws IOException {
    return start(folder, before, arguments);
  }

  private static Child start(Path folder, List<String> before, String... arguments)
      throws IOException {
    Path said = Files.createTempFile(folder, "said", ".txt");
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx1200m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Djava.awt.headless=true"));
    command.add("-Ddeltatune.home=" + System.getProperty("deltatune.home"));
    for (String setting :
        List.of("ai.djl.offline", "OPT_OUT_TRACKING", "ai.djl.pytorch.graph_optimizer")) {
      command.add("-D" + setting + "=" + System.getProperty(setting));
    }
    for (String opened : List.of("java.lang", "java.nio", "java.util", "sun.nio.ch")) {
      command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Deltatune.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    return new Child(builder.start(), said);
  }

  /** A JVM does not listen to a Ctrl-C that its parent ignores, as builds in the background do. */
  private static List<String> withSignals() throws IOException {
    List<String> restored = List.of("env", "--default-signal=INT");
    List<String> probe = new ArrayList<>(restored);
    probe.add("true");
    try {
      boolean known = new ProcessBuilder(probe).redirectErrorStream(true).start().waitFor() == 0;
      return known ? restored : List.of();
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
  }

  /** Waits until the condition holds; fails when the process ends before. */
  public void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      if (!process.isAlive() && !condition.getAsBoolean()) {
        throw new AssertionError(
            "it ended with " + process.exitValue() + " before it could be disturbed:\n" + said());
      }
      Thread.sleep(POLL_MILLISECONDS);
    }
  }

  /** Whether it still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it as {@code kill -9} does. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Ends it as Ctrl-C does. */
  public void interrupt() throws IOException, InterruptedException {
    String pid = Long.toString(process.pid());
    new ProcessBuilder("kill", "-INT", pid).start().waitFor();
  }

  /** Waits for its end. */
  public int exitStatus() throws InterruptedException {
    return process.waitFor();
  }

  /** What it printed on both streams. */
  public String said() {
    try {
      return Files.readString(said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
