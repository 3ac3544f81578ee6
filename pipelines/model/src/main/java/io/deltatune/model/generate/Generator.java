package io.deltatune.model.generate;

import io.deltatune.core.chat.ControlToken;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.example.Conversation;
import io.deltatune.core.progress.Progress;
import io.deltatune.model.adapter.AdapterFolder;
import io.deltatune.model.checkpoint.ModelFolder;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.tokenizer.GemmaTokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An open model that answers prompts, with or without an adapter (which is applied beside the
 * weights, as in training). To be opened once a process; calls from several threads wait for each
 * other.
 */
public final class Generator implements AutoCloseable {
  private final Gemma3Model model;
  private final GemmaTokenizer tokenizer;
  private final GreedyDecoder decoder;

  private Generator(Gemma3Model model, GemmaTokenizer tokenizer) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.decoder =
        new GreedyDecoder(
            model, Set.of(tokenizer.id(ControlToken.END_OF_TURN), tokenizer.endOfText()));
  }

  /**
   * Opens a model folder.
   *
   * @param adapter a folder in PEFT's layout; empty for the model as it is
   * @throws UserError if a folder is missing, malformed or does not fit
   */
  public static Generator open(Path folder, Optional<Path> adapter, Precision precision) {
    ModelFolder checked = ModelFolder.open(folder);
    GemmaTokenizer tokenizer = checked.tokenizer();
    Gemma3Model model = null;
    try {
      model = Gemma3Model.open(folder, precision, false);
      if (adapter.isPresent()) {
        model.adapt(AdapterFolder.read(adapter.get(), checked.config()).matrices());
      }
      return new Generator(model, tokenizer);
    } catch (RuntimeException e) {
      if (model != null) {
        model.close();
      }
      tokenizer.close();
      throw e;
    }
  }

  /** The model's tokenizer, which closes with the generator. */
  public GemmaTokenizer tokenizer() {
    return tokenizer;
  }

  /**
   * Answers conversations; a closing turn of the model is not shown to it.
   *
   * @param progress advanced by rows and new tokens after each batch; stays open
   * @return one answer for each conversation, in their order
   * @throws UserError if a prompt leaves no room for an answer
   */
  public List<Generation> answer(
      List<Conversation> conversations, GenerationSettings settings, Progress progress) {
    int[][] prompts =
        conversations.stream()
            .map(conversation -> tokenizer.encodePrompt(conversation).tokens())
            .toArray(int[][]::new);
    return generate(prompts, settings, progress);
  }

  /**
   * Continues token sequences. They are sorted by length and continued in batches.
   *
   * @param prompts token ids, none empty
   * @return one answer for each prompt, in their order
   * @throws UserError if a prompt leaves no room for an answer
   */
  public synchronized List<Generation> generate(
      int[][] prompts, GenerationSettings settings, Progress progress) {
    checkLengths(prompts);
    List<Integer> order = new ArrayList<>();
    for (int row = 0; row < prompts.length; row++) {
      order.add(row);
    }
    order.sort(Comparator.comparingInt(row -> prompts[row].length));
    Generation[] generations = new Generation[prompts.length];
    for (int from = 0; from < order.size(); from += settings.batching().maximumRows()) {
      List<Integer> rows =
          order.subList(from, Math.min(order.size(), from + settings.batching().maximumRows()));
      generateBatch(prompts, rows, settings, generations);
      long tokens = rows.stream().mapToLong(row -> generations[row].tokens().length).sum();
      progress.advance(rows.size(), tokens);
    }
    return Arrays.asList(generations);
  }

  @Override
  public synchronized void close() {
    model.close();
    tokenizer.close();
  }

  private void generateBatch(
      int[][] prompts, List<Integer> rows, GenerationSettings settings, Generation[] generations) {
    int[][] batch = rows.stream().map(row -> prompts[row]).toArray(int[][]::new);
    int limit = model.config().maximumPositions();
    int[] most =
        Arrays.stream(batch)
            .mapToInt(prompt -> Math.min(settings.maxNewTokens(), limit - prompt.length))
            .toArray();
    List<GreedyDecoder.Continuation> continuations = decoder.decode(batch, most);
    for (int i = 0; i < batch.length; i++) {
      GreedyDecoder.Continuation continuation = continuations.get(i);
      int[] tokens = continuation.tokens();
      generations[rows.get(i)] =
          new Generation(
              batch[i].length,
              tokens,
              tokenizer.decode(tokens),
              stopReason(continuation.stoppedBy()),
              continuation.stoppedBy(),
              continuation.seconds(),
              continuation.logProbability(),
              new float[0]);
    }
  }

  private StopReason stopReason(int token) {
    if (token < 0) {
      return StopReason.LENGTH;
    }
    return token == tokenizer.endOfText() ? StopReason.END_OF_TEXT : StopReason.END_OF_TURN;
  }

  private void checkLengths(int[][] prompts) {
    int limit = model.config().maximumPositions();
    for (int row = 0; row < prompts.length; row++) {
      if (prompts[row].length >= limit) {
        throw new UserError(
            ErrorCode.DATA,
            "prompt " + (row + 1) + " has " + prompts[row].length + " tokens",
            "the model sees at most " + limit + " positions, the answer's included",
            "leave long prompts out by the recipe's data.where, or shorten them at ingestion");
      }
    }
  }
}
