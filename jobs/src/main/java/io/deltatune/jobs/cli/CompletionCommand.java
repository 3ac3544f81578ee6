package io.deltatune.jobs.cli;

import io.deltatune.core.error.ExitStatus;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Completion for the shell. */
@Command(
    name = "completion",
    description = "Prints a script by which bash and zsh complete commands and options.",
    footer = {
      "  source <(deltatune completion)",
      "  deltatune completion > ~/.local/share/bash-completion/completions/deltatune"
    })
final class CompletionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.println(AutoComplete.bash("deltatune", spec.root().commandLine()));
    out.flush();
    return ExitStatus.DONE.code();
  }
}
