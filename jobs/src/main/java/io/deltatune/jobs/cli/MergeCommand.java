package io.deltatune.jobs.cli;

import io.deltatune.core.error.ExitStatus;
import io.deltatune.core.recipe.train.Merged;
import io.deltatune.jobs.files.ExportWork;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** An adapter and its base as one model. */
@Command(
    name = "merge",
    description = {
      "Writes a model with a LoRA adapter merged into its weights, in bf16 or in 4 bits.",
      "Give the unquantised model, also for an adapter that was trained beside 4-bit weights:",
      "weights are added up in fp32 and rounded once; of 4-bit codes what they stand for is taken."
    },
    footer = {
      "  deltatune merge --model /models/gemma-3-1b-it --adapter runs/mine/adapter --out merged",
      "  deltatune merge --model samples/model --adapter runs/mine/adapter --out small --into nf4"
    })
final class MergeCommand implements Callable<Integer> {
  @ParentCommand private Deltatune deltatune;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "The adapter's base, a folder in Hugging Face's layout.")
  private Path model;

  @Option(
      names = "--adapter",
      paramLabel = "DIR",
      required = true,
      description = "A LoRA adapter in PEFT's layout.")
  private Path adapter;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "The folder to write.")
  private Path out;

  @Option(
      names = "--into",
      paramLabel = "TYPE",
      defaultValue = "bf16",
      description =
          "What the merged model is written in: bf16, or nf4 as bitsandbytes stores it; default:"
              + " bf16.")
  private Merged into;

  @Override
  public Integer call() {
    ExportWork.merge(deltatune.workplace(), model, adapter, out, into);
    return ExitStatus.DONE.code();
  }
}
