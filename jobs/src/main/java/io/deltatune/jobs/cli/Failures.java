package io.deltatune.jobs.cli;

import io.deltatune.core.error.Causes;
import io.deltatune.core.error.ExitStatus;
import io.deltatune.core.error.UserError;
import io.deltatune.jobs.console.Console;
import io.deltatune.jobs.console.RunLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says what went wrong and chooses the exit status: a mistake in the arguments or a {@link
 * UserError} is told without a stack trace, anything else is a bug whose stack trace goes to the
 * log.
 */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private final Console console;
  private final RunLog log;

  Failures(Console console, RunLog log) {
    this.console = console;
    this.log = log;
  }

  @Override
  public int handleParseException(ParameterException mistake, String[] args) {
    CommandLine command = mistake.getCommandLine();
    console.error("deltatune: " + mistake.getMessage());
    for (String suggestion : suggestions(mistake)) {
      console.error("  did you mean: " + suggestion + "?");
    }
    console.error(
        "  remedy: see '" + command.getCommandSpec().qualifiedName(" ") + " --help' for examples");
    return ExitStatus.USER_MISTAKE.code();
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine commandLine, ParseResult result) {
    return report(failure).code();
  }

  /** Runs a command; what picocli lets through, such as a lack of memory, is told like a bug. */
  ExitStatus guard(Supplier<ExitStatus> command) {
    try {
      return command.get();
    } catch (RuntimeException | Error failure) {
      return report(failure);
    }
  }

  /** Prints the failure for the user, keeps its stack trace, and says how the process ends. */
  ExitStatus report(Throwable failure) {
    Optional<UserError> told = Causes.first(failure, UserError.class);
    if (told.isPresent()) {
      UserError mistake = told.get();
      console.error("deltatune: " + mistake.getMessage());
      if (mistake.getCause() != null) {
        log.stackTrace(mistake);
      }
      return ExitStatus.USER_MISTAKE;
    }
    String where = log.stackTrace(failure);
    console.error("deltatune: this is a bug: " + brief(failure));
    console.error("  its stack trace: " + where);
    return ExitStatus.BUG;
  }

  private static String brief(Throwable failure) {
    String message = failure.getMessage();
    String first = message == null ? "" : ": " + message.lines().findFirst().orElse("");
    return failure.getClass().getSimpleName() + first;
  }

  private static List<String> suggestions(ParameterException mistake) {
    if (mistake instanceof UnmatchedArgumentException unmatched) {
      return unmatched.getSuggestions().stream().limit(3).toList();
    }
    return new ArrayList<>();
  }
}
