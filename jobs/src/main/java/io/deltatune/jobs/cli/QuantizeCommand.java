package io.deltatune.jobs.cli;

import io.deltatune.core.error.ExitStatus;
import io.deltatune.core.recipe.Quantisation;
import io.deltatune.jobs.files.QuantizeWork;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** A model in 4 bits. */
@Command(
    name = "quantize",
    description = {
      "Writes a model whose projections are 4-bit codes, as bitsandbytes stores them.",
      "The embedding and the norms stay as they are. transformers loads the folder."
    },
    footer = {
      "  deltatune quantize --model /models/gemma-3-1b-it --out gemma-3-1b-it-nf4",
      "  deltatune quantize --model samples/model --out small --type fp4 --no-double"
    })
final class QuantizeCommand implements Callable<Integer> {
  @ParentCommand private Deltatune deltatune;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "A folder in Hugging Face's layout, in bf16, fp16 or fp32.")
  private Path model;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "The folder to write.")
  private Path out;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      defaultValue = "nf4",
      description = "The code: nf4 or fp4; default: nf4.")
  private Quantisation.Type type;

  @Option(
      names = "--double",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Whether the scales are quantised too; default: they are.")
  private boolean doubled;

  @Override
  public Integer call() {
    QuantizeWork.run(deltatune.workplace(), model, out, new Quantisation(type, doubled));
    return ExitStatus.DONE.code();
  }
}
