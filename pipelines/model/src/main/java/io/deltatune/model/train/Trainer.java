package io.deltatune.model.train;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.gemma3.Gemma3Model;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The loop around the training step: order, schedule, metrics, held-out losses, checkpoints and
 * their resumption. A run that was killed and started again ends with the same parameters, byte by
 * byte, as one that was not, given the same threads and precision.
 */
public final class Trainer {
  private final TrainerSettings settings;
  private final Objective objective;
  private final Optional<ReferencePolicy> reference;
  private final Schedule schedule;
  private final Optimiser optimiser;
  private final TrainingStep step;
  private final Backpropagation passes;
  private final BatchOrder order;
  private final List<? extends TrainingExample> heldOut;
  private final Checkpoints checkpoints;
  private final MetricsFile metrics;

  /**
   * @param model open, and adapted or made trainable by the parameterisation
   * @param parameterisation of that model
   * @param objective what is minimised
   * @param reference judges the examples on the way; empty where they need it not or carry it
   * @param rule the optimiser's numbers
   * @param schedule of the learning rate
   * @param examples to train on; those without any labelled token are refused
   * @param heldOut to measure on; may be empty
   * @param settings of the run
   * @throws UserError if there is nothing to train on
   */
  public Trainer(
      Gemma3Model model,
      Parameterisation parameterisation,
      Objective objective,
      Optional<ReferencePolicy> reference,
      UpdateRule rule,
      Schedule schedule,
      List<? extends TrainingExample> examples,
      List<? extends TrainingExample> heldOut,
      TrainerSettings settings) {
    check(examples, model.config().vocabularySize());
    this.settings = settings;
    this.objective = objective;
    this.reference = reference;
    this.schedule = schedule;
    this.heldOut = List.copyOf(heldOut);
    this.optimiser = rule.over(parameterisation.parameters(), model.scope(), settings.folder());
    this.step =
        new TrainingStep(
            model, parameterisation, objective, reference, optimiser, settings.keepActivations());
    this.passes = Backpropagation.inferring(model);
    this.order = new BatchOrder(List.copyOf(examples), settings);
    this.checkpoints = new Checkpoints(settings, model, parameterisation.parameters(), optimiser);
    this.metrics = new MetricsFile(settings.folder());
  }

  private static void check(List<? extends TrainingExample> examples, int vocabulary) {
    if (examples.isEmpty()) {
      throw noExamples("there are no examples");
    }
    for (int i = 0; i < examples.size(); i++) {
      if (examples.get(i).labels() == 0) {
        throw noExamples("example " + i + " has no answer token within the length limit");
      }
      OptionalInt foreign =
          examples.get(i).tokens().filter(token -> token < 0 || token >= vocabulary).findFirst();
      if (foreign.isPresent()) {
        throw new UserError(
            ErrorCode.UNSUPPORTED_MODEL,
            "example " + i + " holds the token " + foreign.getAsInt(),
            "the model has " + vocabulary + " tokens",
            "use the tokenizer that belongs to the model");
      }
    }
  }

  private static UserError noExamples(String problem) {
    return new UserError(
        ErrorCode.DATA,
        "nothing to train on: " + problem,
        "a loss needs labelled tokens",
        "check the split, the filter and batch.max_length");
  }

  /** The steps of the whole run. */
  public long steps() {
    return order.steps();
  }

  /** Trains from the newest checkpoint, or from the start where there is none. */
  public TrainingResult run(ProgressReporter reporter, TrainingListener listener) {
    Optional<Checkpoints.Resumed> resumed = checkpoints.resume();
    long done = resumed.map(Checkpoints.Resumed::step).orElse(0L);
    long tokens = resumed.map(Checkpoints.Resumed::tokens).orElse(0L);
    long steps = order.steps();
    metrics.keepUntil(done, done == steps);
    resumed.ifPresent(state -> tell(state, listener));
    Optional<Evaluation> first = done == 0 ? evaluate(0, listener) : metrics.firstEvaluation();
    boolean stopped = false;
    try (Progress progress = reporter.start("train", "steps", steps)) {
      progress.advance(done, 0);
      while (done < steps && !stopped) {
        long before = tokens;
        StepMetrics told = one(done, tokens, steps);
        tokens = told.tokens();
        done++;
        listener.step(told);
        progress.advance(1, tokens - before);
        progress.note(note(told));
        stopped = listener.isStopped() && done < steps;
        between(done, tokens, steps, stopped, listener);
      }
    }
    Optional<Evaluation> last = stopped ? Optional.empty() : evaluate(done, listener);
    return new TrainingResult(done, tokens, first, last, !stopped);
  }

  private static String note(StepMetrics told) {
    String loss = String.format(Locale.ROOT, "loss %.4f", told.loss());
    Double margin = told.extras().get("rewards/margins");
    return margin == null ? loss : loss + String.format(Locale.ROOT, ", margin %.3f", margin);
  }

  private void tell(Checkpoints.Resumed state, TrainingListener listener) {
    if (!state.differences().isEmpty()) {
      metrics.append(state.step(), state.differences());
    }
    listener.resumed(state.step(), state.differences());
  }

  private StepMetrics one(long done, long tokensBefore, long steps) {
    double rate = optimiser.settings().learningRate() * schedule.factor(done, steps);
    TrainingStep.Outcome outcome = step.run(order.step(done), rate, done + 1);
    double epoch = (double) (done + 1) / order.stepsPerEpoch();
    long tokens = tokensBefore + outcome.tokens();
    StepMetrics told =
        new StepMetrics(
            done + 1,
            epoch,
            outcome.loss(),
            rate,
            outcome.gradientNorm(),
            tokens,
            outcome.metrics());
    if (told.step() % settings.logEvery() == 0 || told.step() == steps) {
      metrics.append(told);
    }
    return told;
  }

  private void between(
      long done, long tokens, long steps, boolean stopped, TrainingListener listener) {
    if (settings.evaluateEvery() > 0 && done % settings.evaluateEvery() == 0 && done < steps) {
      evaluate(done, listener);
    }
    boolean due = settings.checkpointEvery() > 0 && done % settings.checkpointEvery() == 0;
    if (due || stopped) {
      checkpoints.write(done, tokens);
    }
  }

  private Optional<Evaluation> evaluate(long done, TrainingListener listener) {
    if (heldOut.isEmpty()) {
      return Optional.empty();
    }
    Evaluation evaluation =
        Evaluation.of(passes, objective, reference, heldOut, settings.batchSize());
    metrics.append(done, evaluation);
    listener.evaluated(done, evaluation);
    return Optional.of(evaluation);
  }
}
