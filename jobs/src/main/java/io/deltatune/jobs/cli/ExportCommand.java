package io.deltatune.jobs.cli;

import io.deltatune.core.error.ExitStatus;
import io.deltatune.core.recipe.Precision;
import io.deltatune.jobs.files.ExportWork;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A model for other tools. */
@Command(
    name = "export",
    description = {
      "Writes a model as a folder that transformers and PEFT load.",
      "An adapter is merged into the weights. Of a multimodal model the text part is written."
    },
    footer = {
      "  deltatune export --model /models/gemma-3-1b-it --adapter runs/mine/adapter --out merged",
      "  deltatune export --model samples/model --out copy --dtype fp32 --max-shard-size 1GB"
    })
final class ExportCommand implements Callable<Integer> {
  @ParentCommand private Deltatune deltatune;
  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "A folder in Hugging Face's layout.")
  private Path model;

  @Option(
      names = "--adapter",
      paramLabel = "DIR",
      description = "A LoRA adapter in PEFT's layout, to be merged.")
  private Optional<Path> adapter;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "The folder to write.")
  private Path out;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      defaultValue = "bf16",
      description = "What weights are written in: bf16 or fp32; default: bf16.")
  private Precision dtype;

  @Option(
      names = "--max-shard-size",
      paramLabel = "SIZE",
      defaultValue = "5GB",
      converter = ByteSize.class,
      description = "The largest file of weights: 500MB, 2GB; default: 5GB.")
  private long maxShardSize;

  @Override
  public Integer call() {
    if (dtype == Precision.AUTO) {
      throw new ParameterException(
          spec.commandLine(), "Invalid value for option '--dtype': give bf16 or fp32");
    }
    ExportWork.run(deltatune.workplace(), model, adapter, out, dtype, maxShardSize);
    return ExitStatus.DONE.code();
  }
}
