package io.deltatune.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.ExitStatus;
import io.deltatune.core.error.UserError;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class HelpTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "ingest",
        "train",
        "generate",
        "evaluate",
        "run",
        "check",
        "chat",
        "tokenize",
        "logits",
        "score",
        "export",
        "merge",
        "quantize",
        "compare",
        "models",
        "sql",
        "tables",
        "completion"
      })
  void everyCommandShowsExamplesThatNameItAndTheExitStatuses(String command) {
    Transcript help = Transcript.of(command, "--help");
    assertEquals(ExitStatus.DONE, help.status());
    String examples = help.out().substring(help.out().indexOf("Examples:"));
    assertTrue(examples.contains("deltatune " + command), help.out());
    for (ExitStatus status : ExitStatus.values()) {
      assertTrue(
          help.out().lines().anyMatch(line -> line.matches("  " + status.code() + " +.*")),
          help.out());
    }
  }

  @Test
  void theHelpOfAllNamesEveryCommandInOneLine() {
    Transcript help = Transcript.of("--help");
    assertEquals(ExitStatus.DONE, help.status());
    assertEquals("", help.err());
    for (CommandSpec command : commands()) {
      String sentence = command.usageMessage().description()[0];
      assertTrue(sentence.endsWith("."), sentence);
      assertTrue(
          help.out().lines().anyMatch(line -> line.matches("  " + command.name() + " +\\S.*\\.")),
          help.out());
    }
  }

  @Test
  void theExamplesInHelpAreAcceptedByTheParser() {
    List<String> examples =
        commands().stream()
            .flatMap(command -> Stream.of(command.usageMessage().footer()))
            .filter(line -> line.startsWith("  deltatune "))
            .toList();
    assertTrue(examples.size() >= 20, examples.toString());
    for (String example : examples) {
      String[] args = words(example.strip().substring("deltatune ".length()));
      assertTrue(commandLine().parseArgs(args).hasSubcommand(), example);
    }
  }

  @Test
  void completionIsAScriptThatKnowsTheCommands() {
    Transcript completion = Transcript.of("completion");
    assertEquals(ExitStatus.DONE, completion.status());
    assertTrue(completion.out().contains("complete -F"), completion.out());
    assertTrue(completion.out().contains("evaluate"), completion.out());
  }

  @Test
  void helpNeedsNothingOfSparkAndDjl() throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath =
        Stream.of(Deltatune.class, UserError.class, CommandLine.class)
            .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(java, "-Xmx64m", "-cp", classPath, Deltatune.class.getName(), "--help")
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), text);
    assertTrue(text.contains("Examples:"), text);
  }

  private static List<CommandSpec> commands() {
    return commandLine().getSubcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .filter(command -> !command.usageMessage().hidden())
        .toList();
  }

  private static CommandLine commandLine() {
    return new CommandLine(new Deltatune(null, null, () -> false))
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** Words as the shell would split them, with double quotes and redirections. */
  private static String[] words(String line) {
    String command = line.replaceAll(" > .*| *\\| .*", "");
    return Stream.of(command.split(" (?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1))
        .map(word -> word.replace("\"", ""))
        .toArray(String[]::new);
  }
}
