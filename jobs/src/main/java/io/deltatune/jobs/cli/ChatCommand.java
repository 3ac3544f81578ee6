package io.deltatune.jobs.cli;

import io.deltatune.core.error.ExitStatus;
import io.deltatune.jobs.files.ChatWork;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** A conversation. */
@Command(
    name = "chat",
    description = {
      "A conversation with a model on the terminal.",
      "A line is a turn; answers appear while they are written. /reset begins anew, /exit or Ctrl-D"
          + " ends, Ctrl-C stops an answer. Lines may also come from a pipe."
    },
    footer = {
      "  deltatune chat --model /models/gemma-3-1b-it --temperature 0.7 --top-p 0.95",
      "  deltatune chat --model /models/gemma-3-1b-it --adapter runs/mine/adapter",
      "  echo \"Hello\" | deltatune chat --model samples/model"
    })
final class ChatCommand implements Callable<Integer> {
  private static final int USUAL_LENGTH = 1024;

  @ParentCommand private Deltatune deltatune;
  @Mixin private ModelOptions model;
  @Mixin private DecodingOptions decoding;
  @Mixin private TemplateOption template;

  @Option(
      names = "--system-prompt",
      paramLabel = "TEXT",
      description = "Stands before the first turn of each conversation.")
  private Optional<String> systemPrompt;

  @Override
  public Integer call() {
    ChatWork.run(
        deltatune.workplace(),
        model.choice(),
        template.choice(),
        decoding.choice(USUAL_LENGTH),
        systemPrompt);
    return ExitStatus.DONE.code();
  }
}
