package io.deltatune.bench;

import io.deltatune.core.error.ExitStatus;
import io.deltatune.core.error.UserError;
import java.io.IOException;

/** What the main classes have in common. */
public final class Mains {
  /** What a main class does. */
  @FunctionalInterface
  public interface Work {
    void run() throws IOException, InterruptedException;
  }

  private Mains() {}

  /** Runs the work; a user's mistake is said on standard error and ends the process. */
  @SuppressWarnings("SystemExitOutsideMain") // this is main's body
  public static void run(Work work) {
    try {
      work.run();
    } catch (UserError e) {
      System.err.println(e.code() + ": " + e.getMessage());
      System.exit(ExitStatus.USER_MISTAKE.code());
    } catch (IOException e) {
      e.printStackTrace();
      System.exit(ExitStatus.BUG.code());
    } catch (InterruptedException e) {
      System.exit(ExitStatus.INTERRUPTED.code());
    }
  }
}
