package io.deltatune.jobs.cli;

import io.deltatune.core.recipe.Precision;
import io.deltatune.core.recipe.Residence;
import io.deltatune.jobs.files.ModelChoice;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The model of a command on files. */
final class ModelOptions {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "The model, a folder in Hugging Face's layout.")
  private Path model;

  @Option(
      names = "--adapter",
      paramLabel = "DIR",
      description = "A LoRA adapter of it in PEFT's layout.")
  private Optional<Path> adapter;

  @Option(
      names = "--precision",
      paramLabel = "TYPE",
      defaultValue = "auto",
      description = "In which the model computes: fp32, bf16 or auto (by a probe); default: auto.")
  private Precision precision;

  @Option(
      names = "--weights",
      paramLabel = "PLACE",
      defaultValue = "auto",
      description =
          "mapped (least memory), copied (most speed) or auto (by memory); default: auto.")
  private Residence weights;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "auto",
      description = "cpu, cuda:N or auto (a GPU where there is one); default: auto.")
  private String device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Threads of computation; default: 0, all cores.")
  private int threads;

  boolean isGiven() {
    return model != null;
  }

  ModelChoice choice() {
    if (model == null) {
      throw new ParameterException(command.commandLine(), "Missing required option: '--model=DIR'");
    }
    if (threads < 0) {
      throw new ParameterException(
          command.commandLine(), "Invalid value for option '--threads': at least 0 is needed");
    }
    return new ModelChoice(model, adapter, precision, weights, device, threads);
  }
}
