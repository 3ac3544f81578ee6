package io.deltatune.jobs.console;

import io.deltatune.core.progress.ProgressReporter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The two streams of a command: results go to {@code out}, messages, progress and mistakes to
 * {@code err}, so that {@code deltatune sql ... > file} holds rows and nothing else. Thread-safe.
 */
public final class Console {
  private static final int DEFAULT_WIDTH = 100;

  private final PrintStream out;
  private final PrintStream err;
  private final Terminal terminal;
  private volatile boolean silent;

  /** What is known of the terminal; the launcher knows it and the JVM can only guess. */
  public record Terminal(boolean out, boolean err, int width) {
    /** No terminal at all: a file, a pipe, a test. */
    public static final Terminal NONE = new Terminal(false, false, 0);
  }

  public Console(PrintStream out, PrintStream err, Terminal terminal) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  /** The console of this process. */
  public static Console ofProcess() {
    return new Console(
        stream(FileDescriptor.out),
        stream(FileDescriptor.err),
        terminal(System.getenv("DELTATUNE_TERMINAL")));
  }

  /**
   * @param told what the launcher found: {@code out}, {@code err} and the width, as in {@code
   *     "out,err,120"}; null where there was no launcher
   */
  static Terminal terminal(String told) {
    if (told == null) {
      return Terminal.NONE;
    }
    boolean out = false;
    boolean err = false;
    int width = DEFAULT_WIDTH;
    for (String word : told.split(",", -1)) {
      out |= word.equals("out");
      err |= word.equals("err");
      if (word.matches("[1-9][0-9]{1,3}")) {
        width = Integer.parseInt(word);
      }
    }
    return new Terminal(out, err, width);
  }

  /** A line of the result. */
  public void line(String text) {
    out.println(text);
  }

  /** A line about the work, not part of the result. */
  public void message(String text) {
    if (!silent) {
      err.println(text);
    }
  }

  /** A line about a failure. */
  public void error(String text) {
    message(text);
  }

  /** One last message; whatever fails from here on is a consequence and is not told. */
  public void silence(String last) {
    message("\n" + last);
    silent = true;
  }

  public PrintStream out() {
    return out;
  }

  public PrintStream err() {
    return err;
  }

  /** Columns of the terminal; where there is none, a width that suits most. */
  public int width() {
    return terminal.width() > 0 ? terminal.width() : DEFAULT_WIDTH;
  }

  /** Whether results go to a terminal, so that they should fit it. */
  public boolean isTerminal() {
    return terminal.out();
  }

  /** Bars on a terminal, now and then a line elsewhere. */
  public ProgressReporter progress() {
    return terminal.err()
        ? new ProgressBars(audible(), width())
        : new ProgressLines(audible(), System::nanoTime);
  }

  /** The stream of messages until {@link #silence}; nothing is written after it. */
  PrintStream audible() {
    OutputStream gate =
        new FilterOutputStream(err) {
          @Override
          public void write(int octet) throws IOException {
            if (!silent) {
              super.write(octet);
            }
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            if (!silent) {
              out.write(bytes, offset, length);
            }
          }
        };
    return new PrintStream(gate, true, StandardCharsets.UTF_8);
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
