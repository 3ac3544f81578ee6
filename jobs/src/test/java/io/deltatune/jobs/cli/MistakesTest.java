package io.deltatune.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.ExitStatus;
import io.deltatune.core.error.UserError;
import io.deltatune.jobs.console.Console;
import io.deltatune.jobs.console.RunLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class MistakesTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Console console =
      new Console(
          System.out, new PrintStream(err, true, StandardCharsets.UTF_8), Console.Terminal.NONE);
  private final RunLog log = RunLog.of("mistakes");
  private final Failures failures = new Failures(console, log);

  @Test
  void anUnknownCommandIsAMistakeAndTheNearestOneIsNamed() {
    Transcript transcript = Transcript.of("evalute", "x.yaml");
    assertEquals(ExitStatus.USER_MISTAKE, transcript.status());
    assertTrue(transcript.err().contains("did you mean: evaluate?"), transcript.err());
    assertTrue(transcript.err().contains("deltatune --help"), transcript.err());
  }

  @Test
  void anUnknownOptionIsAMistakeAndTheNearestOneIsNamed() {
    Transcript transcript = Transcript.of("train", "x.yaml", "--warehous", "w");
    assertEquals(ExitStatus.USER_MISTAKE, transcript.status());
    assertTrue(transcript.err().contains("--warehouse"), transcript.err());
    assertTrue(transcript.err().contains("deltatune train --help"), transcript.err());
  }

  @Test
  void noCommandIsAMistake() {
    Transcript transcript = Transcript.of();
    assertEquals(ExitStatus.USER_MISTAKE, transcript.status());
    assertTrue(transcript.err().contains("Missing command"), transcript.err());
  }

  @Test
  void anUnknownFormatIsAMistakeThatNamesTheKnownOnes() {
    Transcript transcript = Transcript.of("sql", "SELECT 1", "--format", "xml");
    assertEquals(ExitStatus.USER_MISTAKE, transcript.status());
    assertTrue(transcript.err().contains("TABLE, CSV, JSON"), transcript.err());
  }

  @Test
  void aUserErrorIsToldWithCauseAndRemedyAndWithoutStackTrace() {
    UserError mistake = new UserError(ErrorCode.DATA, "no rows", "the split is empty", "ingest");
    ExitStatus status = failures.report(new IllegalStateException("job failed", mistake));
    assertEquals(ExitStatus.USER_MISTAKE, status);
    assertEquals("deltatune: no rows\n  cause:  the split is empty\n  remedy: ingest\n", told());
    assertFalse(Files.exists(log.file()), "a mistake of the user leaves no log");
  }

  @Test
  void aBugIsToldInOneLineAndItsStackTraceLiesInTheLog() throws IOException {
    ExitStatus status = failures.report(new IllegalStateException("broken\nmore"));
    assertEquals(ExitStatus.BUG, status);
    assertEquals(
        "deltatune: this is a bug: IllegalStateException: broken\n  its stack trace: "
            + log.file()
            + "\n",
        told());
    String trace = Files.readString(log.file());
    assertTrue(trace.contains("at " + MistakesTest.class.getName()), trace);
    Files.delete(log.file());
  }

  @Test
  void aLackOfMemoryOrOfALibraryIsToldLikeABug() throws IOException {
    ExitStatus status =
        failures.guard(
            () -> {
              throw new UnsatisfiedLinkError("no torch");
            });
    assertEquals(ExitStatus.BUG, status);
    assertTrue(told().startsWith("deltatune: this is a bug: UnsatisfiedLinkError: no torch"));
    Files.delete(log.file());
  }

  @Test
  void droppingATableIsRefusedWithTheFolderToDelete() {
    Transcript transcript =
        Transcript.of("sql", "drop table if exists `Scores`", "--warehouse", "w");
    assertEquals(ExitStatus.USER_MISTAKE, transcript.status());
    assertTrue(transcript.err().contains("delete the folder w/scores"), transcript.err());
  }

  @Test
  void afterAnInterruptionItsConsequencesAreNotTold() {
    console.silence("interrupted");
    failures.report(new UserError(ErrorCode.DATA, "stopped", "no context", "none"));
    assertEquals("\ninterrupted\n", told());
  }

  private String told() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
