package io.deltatune.jobs.cli;

import io.deltatune.core.error.ExitStatus;
import io.deltatune.jobs.files.LogitsWork;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** Token ids become logits. */
@Command(
    name = "logits",
    description = {
      "Writes a model's logits for sequences of token ids.",
      "IN: {\"id\", \"input_ids\"}. OUT: a safetensors file with one fp32 tensor [tokens,"
          + " vocabulary] for each row, named by its id. No tokenizer is needed."
    },
    footer = {
      "  deltatune logits --model /models/gemma-3-1b-it --in ids.jsonl --out logits.safetensors",
      "  deltatune logits --model samples/model --precision fp32 --in ids.jsonl --out l.safetensors"
    })
final class LogitsCommand implements Callable<Integer> {
  @ParentCommand private Deltatune deltatune;
  @Mixin private ModelOptions model;
  @Mixin private RowFiles files;

  @Override
  public Integer call() {
    LogitsWork.run(deltatune.workplace(), model.choice(), files.in(), files.out());
    return ExitStatus.DONE.code();
  }
}
