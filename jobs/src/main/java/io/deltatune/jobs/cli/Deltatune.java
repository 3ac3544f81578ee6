package io.deltatune.jobs.cli;

import io.deltatune.core.error.ExitStatus;
import io.deltatune.jobs.console.Console;
import io.deltatune.jobs.console.RunLog;
import io.deltatune.jobs.work.Workplace;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code deltatune}. */
@Command(
    name = "deltatune",
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    description = {
      "Fine-tunes Gemma 3 models on data that lies in Delta tables, and scores them there.",
      "Start with 'deltatune demo': the whole path on sample data, some minutes."
    },
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%nArguments:%n",
    commandListHeading = "%nCommands:%n",
    descriptionHeading = "%n",
    exitCodeListHeading = "%nExit statuses:%n",
    exitCodeList = {
      "0:done",
      "2:a mistake that you can mend; the message says how",
      "1:a bug; the message says where the log with the stack trace lies",
      "130:interrupted (Ctrl-C); the tables are intact"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  deltatune demo",
      "  deltatune ingest conf/ingest/demo.yaml",
      "  deltatune train conf/train/demo-lora.yaml --set run.seed=7",
      "  deltatune run conf/pipelines/demo.yaml --warehouse /data/warehouse",
      "  deltatune sql \"SELECT * FROM scores\"",
      "",
      "'deltatune COMMAND --help' shows a command's own options and examples."
    },
    subcommands = {
      DemoCommand.class,
      RecipeCommand.Ingest.class,
      RecipeCommand.Train.class,
      GenerateCommand.class,
      RecipeCommand.Evaluate.class,
      RunCommand.class,
      CheckCommand.class,
      ChatCommand.class,
      TokenizeCommand.class,
      LogitsCommand.class,
      ScoreCommand.class,
      ExportCommand.class,
      MergeCommand.class,
      QuantizeCommand.class,
      CompareCommand.class,
      ModelsCommand.class,
      SqlCommand.class,
      TablesCommand.class,
      CompletionCommand.class,
      WarmUpCommand.class
    })
public final class Deltatune implements Runnable {
  private final Console console;
  private final RunLog log;
  private final BooleanSupplier interrupted;

  @Option(
      names = "--warehouse",
      paramLabel = "PATH",
      defaultValue = "warehouse",
      scope = ScopeType.INHERIT,
      description = "Folder of the tables, any Hadoop path (default: ./${DEFAULT-VALUE}).")
  private String warehouse;

  @Spec private CommandSpec spec;

  Deltatune(Console console, RunLog log, BooleanSupplier interrupted) {
    this.console = console;
    this.log = log;
    this.interrupted = interrupted;
  }

  public static void main(String[] args) {
    System.exit(run(Console.ofProcess(), args).code());
  }

  /**
   * Runs one command line to its end.
   *
   * @param console where messages and results go
   * @param args the arguments as the shell passes them
   * @return how it ended; every problem has been printed
   */
  public static ExitStatus run(Console console, String... args) {
    RunLog log = RunLog.of(args);
    Failures failures = new Failures(console, log);
    Interruption interruption = Interruption.watch(console);
    try {
      ExitStatus status =
          failures.guard(
              () ->
                  ExitStatuses.of(
                      commandLine(console, log, interruption::requested).execute(args)));
      log.end(status);
      return status;
    } finally {
      interruption.over();
    }
  }

  /** The parser with its whole tree of commands. */
  static CommandLine commandLine(Console console, RunLog log, BooleanSupplier interrupted) {
    Failures failures = new Failures(console, log);
    CommandLine commandLine = new CommandLine(new Deltatune(console, log, interrupted));
    return commandLine
        .setOut(writer(console.out()))
        .setErr(writer(console.err()))
        .setUsageHelpWidth(Math.max(80, Math.min(console.width(), 110)))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpLongOptionsMaxWidth(28)
        .setParameterExceptionHandler(failures)
        .setExecutionExceptionHandler(failures);
  }

  /** Where the command that was given does its work. */
  Workplace workplace() {
    return new Workplace(warehouse, console, log, interrupted);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }
}
