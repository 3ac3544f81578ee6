package io.deltatune.jobs.cli;

import io.deltatune.core.error.ExitStatus;
import io.deltatune.jobs.files.TokenizeWork;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Texts and conversations become token ids. */
@Command(
    name = "tokenize",
    description = {
      "Turns texts and conversations into a model's token ids.",
      "IN: {\"id\", \"text\"}, to which nothing is added, or {\"id\", \"messages\","
          + " \"add_generation_prompt\"} for the chat template.",
      "OUT: {\"id\", \"input_ids\", \"rendered\"}, or {\"id\", \"error\"} for a row that cannot be"
          + " used. Text never becomes a control token."
    },
    footer = {
      "  deltatune tokenize --model /models/gemma-3-1b-it --in chats.jsonl --out ids.jsonl",
      "  deltatune tokenize --model samples/model --in texts.jsonl --out ids.jsonl"
    })
final class TokenizeCommand implements Callable<Integer> {
  @ParentCommand private Deltatune deltatune;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "A folder in Hugging Face's layout; only its tokenizer is read.")
  private Path model;

  @Mixin private RowFiles files;

  @Mixin private TemplateOption template;

  @Override
  public Integer call() {
    TokenizeWork.run(deltatune.workplace(), model, template.choice(), files.in(), files.out());
    return ExitStatus.DONE.code();
  }
}
