package io.deltatune.model.generate;

import io.deltatune.core.chat.ChatTemplate;
import io.deltatune.core.chat.ControlToken;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.example.Conversation;
import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.adapter.AdaptedModel;
import io.deltatune.model.checkpoint.ModelFolder;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.gemma3.OpenOptions;
import io.deltatune.model.tokenizer.GemmaTokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * An open model that continues prompts, with or without an adapter (which is applied beside the
 * weights, as in training). To be opened once a process; calls from several threads wait for each
 * other.
 *
 * <p>Prompts are answered side by side, and a row that ends makes room for the next one at once.
 * What stands beside a row has no influence on its answer but for roundings of the products, which
 * decide only between tokens whose scores are practically equal.
 */
public final class Generator implements AutoCloseable {
  /** Of the available memory, what is taken where the settings do not say. */
  private static final int SHARE = 4;

  private static final long MOST = 8L << 30;

  private final Gemma3Model model;
  private final Optional<GemmaTokenizer> tokenizer;
  private final Set<Integer> stopTokens;

  private Generator(
      Gemma3Model model, Optional<GemmaTokenizer> tokenizer, Set<Integer> stopTokens) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.stopTokens = Set.copyOf(stopTokens);
  }

  /**
   * Opens a model folder. Without tokenizer files it continues token ids all the same, but then
   * knows no texts: those of answers are empty, and stop strings are refused.
   *
   * @param adapter a folder in PEFT's layout; empty for the model as it is
   * @throws UserError if a folder is missing, malformed or does not fit
   */
  public static Generator open(Path folder, Optional<Path> adapter, OpenOptions options) {
    return open(folder, adapter, options, ChatTemplate.AUTO);
  }

  /**
   * Opens a model folder, as {@link #open(Path, Optional, OpenOptions)} does.
   *
   * @param template what conversations are rendered by
   */
  public static Generator open(
      Path folder, Optional<Path> adapter, OpenOptions options, ChatTemplate template) {
    ModelFolder checked = ModelFolder.open(folder);
    Set<Integer> stopTokens = StopTokens.of(folder);
    Optional<GemmaTokenizer> tokenizer =
        Files.exists(folder.resolve("tokenizer.json"))
            ? Optional.of(checked.tokenizer(template))
            : Optional.empty();
    try {
      return new Generator(AdaptedModel.open(folder, adapter, options), tokenizer, stopTokens);
    } catch (RuntimeException e) {
      tokenizer.ifPresent(GemmaTokenizer::close);
      throw e;
    }
  }

  /**
   * Over a model that is open already, a trained one for example. It is not to be closed: model and
   * tokenizer stay their owner's.
   *
   * @param folder whose files say which tokens end an answer
   */
  public static Generator over(Gemma3Model model, GemmaTokenizer tokenizer, Path folder) {
    return new Generator(model, Optional.of(tokenizer), StopTokens.of(folder));
  }

  /** The model's shape. */
  public Gemma3Config config() {
    return model.config();
  }

  /** The computing precision. */
  public Precision precision() {
    return model.precision();
  }

  /** The scopes of steps and caches that are open now: none between calls. */
  int openScopes() {
    return model.openScopes();
  }

  /**
   * The model's tokenizer, which closes with the generator.
   *
   * @throws UserError if the folder has none
   */
  public GemmaTokenizer tokenizer() {
    return tokenizer.orElseThrow(
        () ->
            new UserError(
                ErrorCode.MISSING_FILE,
                "the model folder has no tokenizer.json",
                "without it texts cannot be read or written",
                "put the checkpoint's tokenizer files beside its weights, or work with token ids"));
  }

  /** The tokens that end an answer where the settings do not say. */
  public Set<Integer> stopTokens() {
    return stopTokens;
  }

  /**
   * Answers conversations; a closing turn of the model is not shown to it. Where the settings do
   * not say what ends an answer, {@code <end_of_turn>} does so too, whatever the checkpoint's files
   * say. A row's draws follow from the seed and the prompt itself: the same question gets the same
   * answer.
   *
   * @param progress advanced by rows and new tokens; stays open
   * @return one answer for each conversation, in their order
   * @throws UserError if a prompt leaves no room for an answer
   */
  public List<Generation> answer(
      List<Conversation> conversations, GenerationSettings settings, Progress progress) {
    return answer(conversations, settings, progress, GenerationListener.NONE);
  }

  /**
   * Answers conversations, as {@link #answer(List, GenerationSettings, Progress)} does.
   *
   * @param listener told of every token of every row
   */
  public List<Generation> answer(
      List<Conversation> conversations,
      GenerationSettings settings,
      Progress progress,
      GenerationListener listener) {
    List<Prompt> prompts = new ArrayList<>();
    for (Conversation conversation : conversations) {
      int[] tokens = tokenizer().encodePrompt(conversation).tokens();
      prompts.add(Prompt.of(Arrays.toString(tokens), tokens));
    }
    Set<Integer> stops = new TreeSet<>(settings.stopTokens().orElse(stopTokens));
    if (settings.stopTokens().isEmpty()) {
      stops.add(tokenizer().id(ControlToken.END_OF_TURN));
    }
    return generate(prompts, settings.withStopTokens(stops), progress, listener);
  }

  /**
   * Continues one prompt.
   *
   * @param listener told of every token; ends the answer where it returns false
   */
  public Generation stream(
      Prompt prompt, GenerationSettings settings, GenerationListener listener) {
    try (Progress silent = ProgressReporter.SILENT.start("", "rows", 1)) {
      return generate(List.of(prompt), settings, silent, listener).get(0);
    }
  }

  /**
   * Continues prompts.
   *
   * @param progress advanced by rows and new tokens; stays open
   * @return one answer for each prompt, in their order
   * @throws UserError if a prompt is empty, holds an id that the model does not know or leaves no
   *     room for an answer, if the memory allowed does not suffice for one row, or if the settings
   *     hold stop strings and there is no tokenizer
   */
  public List<Generation> generate(
      List<Prompt> prompts, GenerationSettings settings, Progress progress) {
    return generate(prompts, settings, progress, GenerationListener.NONE);
  }

  /**
   * Continues prompts, as {@link #generate(List, GenerationSettings, Progress)} does.
   *
   * @param listener told of every token of every row
   */
  public synchronized List<Generation> generate(
      List<Prompt> prompts,
      GenerationSettings settings,
      Progress progress,
      GenerationListener listener) {
    List<Continuation> rows = rows(prompts, settings, listener);
    Generation[] generations = new Generation[rows.size()];
    long budget = settings.batching().bytes().orElseGet(this::automaticBudget);
    MemoryPlan plan =
        new MemoryPlan(ModelDecoder.costs(model, settings), settings.batching(), budget);
    for (MemoryPlan.Group group : plan.groups(rows)) {
      try (SlotDecoder decoder =
          new ModelDecoder(model, group.slots(), group.capacity(), settings)) {
        new ContinuousBatch(
                decoder,
                group.rows(),
                group.promptTokens(),
                row -> {
                  generations[row.row()] = row.generation();
                  progress.advance(1, row.length());
                })
            .run();
      }
    }
    return Arrays.asList(generations);
  }

  @Override
  public synchronized void close() {
    model.close();
    tokenizer.ifPresent(GemmaTokenizer::close);
  }

  private long automaticBudget() {
    return Math.min(MOST, model.device().availableMemory() / SHARE);
  }

  private List<Continuation> rows(
      List<Prompt> prompts, GenerationSettings settings, GenerationListener listener) {
    if (!settings.stopStrings().isEmpty()) {
      tokenizer();
    }
    Continuation.Rules rules =
        new Continuation.Rules(
            settings.stopTokens().orElse(stopTokens),
            tokenizer.map(GemmaTokenizer::endOfText).orElse(StopTokens.END_OF_TEXT),
            tokenizer
                .map(known -> known.id(ControlToken.END_OF_TURN))
                .orElse(StopTokens.END_OF_TURN),
            settings.logProbabilities(),
            settings.sampling().hasPenalty(),
            listener);
    List<Continuation> rows = new ArrayList<>();
    for (Prompt prompt : prompts) {
      int number = rows.size();
      check(number, prompt.tokens());
      int most =
          Math.min(settings.maxNewTokens(), model.longestSequence() - prompt.tokens().length);
      Optional<TextStream> text =
          tokenizer.map(known -> new TextStream(text(known), settings.stopStrings()));
      rows.add(new Continuation(number, prompt, most, rules, text));
    }
    return rows;
  }

  private static TokenText text(GemmaTokenizer tokenizer) {
    return new TokenText() {
      @Override
      public String decode(int[] tokens) {
        return tokenizer.decode(tokens);
      }

      @Override
      public boolean isByte(int token) {
        return tokenizer.isByte(token);
      }
    };
  }

  private void check(int row, int[] tokens) {
    int limit = model.longestSequence();
    String name = "prompt " + (row + 1);
    if (tokens.length == 0) {
      throw refused(name + " is empty", "there is nothing to continue", "give at least <bos>");
    }
    if (tokens.length >= limit) {
      throw refused(
          name + " has " + tokens.length + " tokens",
          "the model sees at most " + limit + " positions, the answer's included",
          "leave long prompts out (in a recipe by data.where), or shorten them");
    }
    for (int token : tokens) {
      if (token < 0 || token >= model.config().vocabularySize()) {
        throw refused(
            name + " holds the token id " + token,
            "the model's ids go from 0 to " + (model.config().vocabularySize() - 1),
            "encode the prompt with the tokenizer of this checkpoint");
      }
    }
  }

  private static UserError refused(String problem, String cause, String remedy) {
    return new UserError(ErrorCode.DATA, problem, cause, remedy);
  }
}
