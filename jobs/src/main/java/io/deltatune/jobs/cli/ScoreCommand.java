package io.deltatune.jobs.cli;

import io.deltatune.core.error.ExitStatus;
import io.deltatune.jobs.files.ScoreWork;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Continuations get their log-likelihood. */
@Command(
    name = "score",
    description = {
      "Tells how probable a model finds given continuations.",
      "IN: {\"id\", \"context\", \"continuation\"}, encoded as lm-evaluation-harness does, with one"
          + " <bos> before; a context that is too long loses its beginning.",
      "OUT: {\"id\", \"log_likelihood\", \"is_greedy\", \"token_log_likelihoods\"}."
    },
    footer = {
      "  deltatune score --model /models/gemma-3-1b-it --in pairs.jsonl --out scores.jsonl",
      "  deltatune score --model samples/model --no-bos --in pairs.jsonl --out scores.jsonl"
    })
final class ScoreCommand implements Callable<Integer> {
  @ParentCommand private Deltatune deltatune;
  @Mixin private ModelOptions model;
  @Mixin private RowFiles files;

  @Option(names = "--no-bos", description = "No <bos> before contexts that are not empty.")
  private boolean noBos;

  @Override
  public Integer call() {
    ScoreWork.run(deltatune.workplace(), model.choice(), !noBos, files.in(), files.out());
    return ExitStatus.DONE.code();
  }
}
