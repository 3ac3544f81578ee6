package io.deltatune.model.train;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.engine.AvailableMemory;
import io.deltatune.model.gemma3.Gemma3Model;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.IntFunction;

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
    check(examples, model.config().vocabularySize(), settings.rowName());
    if (settings.course().best().isPresent() && heldOut.isEmpty()) {
      throw new UserError(
          ErrorCode.CONFIG,
          "run.best asks for the best of held-out figures",
          "there are no held-out rows",
          "check data.validation, or leave run.best out");
    }
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
    this.order = new BatchOrder(List.copyOf(examples), settings.batching(), settings.course());
    this.checkpoints = new Checkpoints(settings, model, parameterisation.parameters(), optimiser);
    this.metrics = new MetricsFile(settings.folder());
  }

  private static void check(
      List<? extends TrainingExample> examples, int vocabulary, IntFunction<String> names) {
    if (examples.isEmpty()) {
      throw noExamples("there are no examples");
    }
    for (int i = 0; i < examples.size(); i++) {
      if (examples.get(i).labels() == 0) {
        throw noExamples(names.apply(i) + " has no answer token within the length limit");
      }
      OptionalInt foreign =
          examples.get(i).tokens().filter(token -> token < 0 || token >= vocabulary).findFirst();
      if (foreign.isPresent()) {
        throw new UserError(
            ErrorCode.UNSUPPORTED_MODEL,
            names.apply(i) + " holds the token " + foreign.getAsInt(),
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

  /**
   * Trains from the newest checkpoint, or from the start where there is none.
   *
   * @throws UserError if too many steps in a row could not be applied
   */
  public TrainingResult run(ProgressReporter reporter, TrainingListener listener) {
    Optional<Checkpoints.Resumed> resumed = checkpoints.resume();
    RunState state = resumed.map(Checkpoints.Resumed::state).orElse(RunState.START);
    long steps = order.steps();
    metrics.keepUntil(state.step(), state.step() == steps);
    resumed.ifPresent(from -> tell(from, listener));
    Optional<Evaluation> first = state.step() == 0 ? evaluate(0, listener) : metrics.evaluation(0);
    first.ifPresent(measured -> best().ifPresent(rule -> measured.figure(rule.metric())));
    boolean stopped = false;
    try (Progress progress = reporter.start("train", "steps", steps)) {
      progress.advance(state.step(), 0);
      while (!isOver(state) && !stopped) {
        long before = state.tokens();
        state = one(state, listener, progress);
        progress.advance(1, state.tokens() - before);
        stopped = listener.isStopped() && state.step() < steps;
        state = between(state, stopped, listener);
      }
    }
    return isOver(state)
        ? finish(state, first, listener)
        : new TrainingResult(
            state.step(),
            state.skipped(),
            state.tokens(),
            OptionalLong.empty(),
            first,
            Optional.empty(),
            false);
  }

  private Optional<BestRule> best() {
    return settings.course().best();
  }

  /** Whether all steps are done, or the patience with held-out figures is at its end. */
  private boolean isOver(RunState state) {
    boolean exhausted =
        best().isPresent() && state.best().map(best().get()::isExhausted).orElse(false);
    return state.step() == order.steps() || exhausted;
  }

  /** Measures the last step and takes the best one's parameters, where that was sought. */
  private TrainingResult finish(
      RunState state, Optional<Evaluation> first, TrainingListener listener) {
    boolean all = state.step() == order.steps();
    Optional<Evaluation> last =
        all ? evaluate(state.step(), listener) : metrics.evaluation(state.step());
    Optional<BestRule.Best> best = all ? measured(state, last).best() : state.best();
    OptionalLong bestStep = OptionalLong.empty();
    if (best.isPresent()) {
      bestStep = OptionalLong.of(best.get().step());
      if (best.get().step() != state.step()) {
        checkpoints.restore(best.get().step());
        last = metrics.evaluation(best.get().step());
      }
    }
    return new TrainingResult(
        state.step(), state.skipped(), state.tokens(), bestStep, first, last, true);
  }

  private RunState measured(RunState state, Optional<Evaluation> evaluation) {
    return best().isPresent() && evaluation.isPresent()
        ? state.measured(best().get(), evaluation.get().figure(best().get().metric()))
        : state;
  }

  private static String note(StepMetrics told) {
    String skipped = told.skippedSteps() == 0 ? "" : ", " + told.skippedSteps() + " skipped";
    if (told.skipped().isPresent()) {
      return "step skipped: " + told.skipped().get().cause() + skipped;
    }
    String loss = String.format(Locale.ROOT, "loss %.4f", told.loss());
    Double margin = told.extras().get("rewards/margins");
    String more = margin == null ? "" : String.format(Locale.ROOT, ", margin %.3f", margin);
    return loss + more + skipped + memory();
  }

  private static String memory() {
    OptionalLong peak = AvailableMemory.peakOfProcess();
    return peak.isEmpty()
        ? ""
        : String.format(Locale.ROOT, ", peak %.2f GiB", peak.getAsLong() / (double) (1L << 30));
  }

  private void tell(Checkpoints.Resumed resumed, TrainingListener listener) {
    long step = resumed.state().step();
    if (!resumed.differences().isEmpty()) {
      metrics.append(step, resumed.differences());
    }
    listener.resumed(step, resumed.differences());
  }

  private RunState one(RunState before, TrainingListener listener, Progress progress) {
    long steps = order.steps();
    double rate = optimiser.settings().learningRate() * schedule.factor(before.step(), steps);
    TrainingStep.Outcome outcome = step.run(order.step(before.step()), rate, before.updates() + 1);
    RunState after = before.after(outcome);
    Optional<StepMetrics.Skipped> skipped = outcome.skip().map(skip -> named(skip, before.step()));
    StepMetrics told =
        new StepMetrics(
            after.step(),
            order.epochs(after.step()),
            outcome.loss(),
            rate,
            outcome.gradientNorm(),
            after.tokens(),
            after.skipped(),
            skipped,
            outcome.metrics());
    listener.step(told);
    progress.note(note(told));
    boolean due = after.step() % settings.course().logEvery() == 0 || after.step() == steps;
    if (skipped.isPresent()) {
      metrics.append(told);
    } else if (due) {
      metrics.append(told.with(after.window().meanLoss(), after.window().means()));
    }
    if (after.skippedInARow() >= settings.course().skipLimit()) {
      throw diverged(after, skipped.orElseThrow());
    }
    return due && skipped.isEmpty() ? after.told() : after;
  }

  private StepMetrics.Skipped named(Skip skip, long number) {
    List<List<Integer>> numbers = order.numbers(number);
    List<String> rows =
        skip.batches().stream()
            .flatMap(batch -> numbers.get(batch).stream())
            .map(settings.rowName()::apply)
            .toList();
    return new StepMetrics.Skipped(skip.cause(), rows);
  }

  private static UserError diverged(RunState state, StepMetrics.Skipped last) {
    return new UserError(
        ErrorCode.CONFIG,
        "training diverged: step "
            + state.step()
            + " could not be applied, the last of "
            + state.skippedInARow()
            + " in a row",
        last.toString(),
        "lower optimiser.learning_rate, set optimiser.max_grad_norm or look at these rows;"
            + " metrics.jsonl names those of every step that was skipped, and"
            + " run.max_skipped_in_a_row says how many may be");
  }

  /** Measures and keeps what is due behind a step. */
  private RunState between(RunState state, boolean stopped, TrainingListener listener) {
    long done = state.step();
    long evaluateEvery = settings.course().evaluateEvery();
    RunState measured = state;
    if (evaluateEvery > 0 && done % evaluateEvery == 0 && done < order.steps()) {
      measured = measured(state, evaluate(done, listener));
    }
    long every = settings.checkpoints().every();
    boolean due = every > 0 && done % every == 0;
    boolean isBest = measured.best().map(best -> best.step() == done).orElse(false);
    if (due || stopped || isBest) {
      checkpoints.write(measured);
    }
    return measured;
  }

  private Optional<Evaluation> evaluate(long done, TrainingListener listener) {
    if (heldOut.isEmpty()) {
      return Optional.empty();
    }
    Evaluation evaluation =
        Evaluation.of(passes, objective, reference, heldOut, settings.batching());
    metrics.append(done, evaluation);
    listener.evaluated(done, evaluation);
    return Optional.of(evaluation);
  }
}
