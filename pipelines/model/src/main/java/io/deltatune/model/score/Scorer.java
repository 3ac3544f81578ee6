package io.deltatune.model.score;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.progress.Progress;
import io.deltatune.model.adapter.AdaptedModel;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.Gemma3Model.TargetScores;
import io.deltatune.model.gemma3.OpenOptions;
import io.deltatune.model.gemma3.Visibility;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An open model that tells how probable given continuations are. What requests have in common at
 * their beginning (a question before its choices) is computed once, requests of like length go
 * through the model together and without padding, and the head is computed only where a token is
 * scored. To be opened once a process; calls from several threads wait for each other.
 */
public final class Scorer implements AutoCloseable {
  /** Activations of one feed-forward matrix that go through the model together, in bytes. */
  private static final int ACTIVATION_BYTES = 24 << 20;

  private final Gemma3Model model;
  private final int batchTokens;

  private Scorer(Gemma3Model model) {
    this.model = model;
    Gemma3Config config = model.config();
    int row = config.intermediateSize() * model.precision().bytes();
    this.batchTokens = Math.max(256, Math.min(4096, ACTIVATION_BYTES / row));
  }

  /**
   * Opens a model folder.
   *
   * @param adapter a folder in PEFT's layout; empty for the model as it is
   * @throws UserError if a folder is missing, malformed or does not fit
   */
  public static Scorer open(Path folder, Optional<Path> adapter, OpenOptions options) {
    return new Scorer(AdaptedModel.open(folder, adapter, options));
  }

  /**
   * A continuation and what precedes it.
   *
   * @param context token ids, not empty ({@code <bos>} at least)
   * @param continuation token ids, not empty
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; tokens are not boxed
  public record Request(int[] context, int[] continuation) {
    public Request {
      if (context.length == 0 || continuation.length == 0) {
        throw new IllegalArgumentException("a context and a continuation have a token at least");
      }
    }
  }

  /**
   * How probable a continuation is.
   *
   * @param logLikelihood natural logarithm, the sum over its tokens
   * @param greedy whether each of its tokens is the most probable one there
   * @param tokenLogLikelihoods of each token
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Score(double logLikelihood, boolean greedy, float[] tokenLogLikelihoods) {}

  /** The model's shape. */
  public Gemma3Config config() {
    return model.config();
  }

  /** The scopes that are open now besides the model's own: 0 between calls. */
  public int openScopes() {
    return model.openScopes();
  }

  /**
   * Scores requests.
   *
   * @param progress advanced by requests and the tokens computed for them; stays open
   * @return a score for each request, in their order
   * @throws UserError if a request is longer than the model's positions or holds an id that the
   *     model does not have
   */
  public synchronized List<Score> score(List<Request> requests, Progress progress) {
    for (int i = 0; i < requests.size(); i++) {
      check(i, requests.get(i));
    }
    Score[] scores = new Score[requests.size()];
    List<SharedPrefix> batch = new ArrayList<>();
    int tokens = 0;
    for (SharedPrefix group : SharedPrefix.group(requests, batchTokens)) {
      if (!batch.isEmpty() && tokens + group.tokens() > batchTokens) {
        run(requests, batch, scores, progress);
        batch.clear();
        tokens = 0;
      }
      batch.add(group);
      tokens += group.tokens();
    }
    if (!batch.isEmpty()) {
      run(requests, batch, scores, progress);
    }
    return Arrays.asList(scores);
  }

  private void check(int number, Request request) {
    int length = request.context().length + request.continuation().length - 1;
    int limit = model.longestSequence();
    if (length > limit) {
      throw new UserError(
          ErrorCode.DATA,
          "request " + (number + 1) + " has " + (length + 1) + " tokens",
          "the model sees at most " + limit + " positions before the last token",
          "shorten the context from its beginning");
    }
    int vocabulary = model.config().vocabularySize();
    for (int[] part : List.of(request.context(), request.continuation())) {
      for (int id : part) {
        if (id < 0 || id >= vocabulary) {
          throw new UserError(
              ErrorCode.DATA,
              "request " + (number + 1) + " holds the token id " + id,
              "the model's ids are 0 to " + (vocabulary - 1),
              "encode the request with the model's own tokenizer");
        }
      }
    }
  }

  private void run(
      List<Request> requests, List<SharedPrefix> groups, Score[] scores, Progress progress) {
    ScoringBatch batch = ScoringBatch.of(requests, groups);
    Visibility visibility = batch.visibility();
    float[] logProbabilities;
    boolean[] greedy;
    try (Scope step = model.newScope()) {
      Tensor states = model.states(batch.tokens(), visibility, batch.states(), step);
      TargetScores found = model.targetScores(states, batch.rows(), batch.targets(), step);
      logProbabilities = found.logProbabilities();
      greedy = found.greedy();
    }
    int next = 0;
    for (int member : batch.members()) {
      int count = requests.get(member).continuation().length;
      float[] tokens = Arrays.copyOfRange(logProbabilities, next, next + count);
      double sum = 0;
      boolean all = true;
      for (int i = 0; i < count; i++) {
        sum += tokens[i];
        all &= greedy[next + i];
      }
      scores[member] = new Score(sum, all, tokens);
      next += count;
    }
    progress.advance(batch.members().size(), visibility.tokens());
  }

  @Override
  public synchronized void close() {
    model.close();
  }
}
