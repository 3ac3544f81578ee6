package io.deltatune.model.run;

import io.deltatune.core.chat.ChatSegment;
import io.deltatune.core.chat.ControlToken;
import io.deltatune.core.chat.EncodedConversation;
import io.deltatune.core.chat.GemmaChatTemplate;
import io.deltatune.core.example.Conversation;
import io.deltatune.core.example.Example;
import io.deltatune.core.example.InstructionExample;
import io.deltatune.core.example.LabelledAnswer;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.PlainText;
import io.deltatune.core.example.PreferencePair;
import io.deltatune.core.example.Role;
import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.core.recipe.train.Loss;
import io.deltatune.core.recipe.train.ObjectiveType;
import io.deltatune.model.tokenizer.GemmaTokenizer;
import io.deltatune.model.train.AnswerExample;
import io.deltatune.model.train.Cut;
import io.deltatune.model.train.Cut.Side;
import io.deltatune.model.train.JudgedExample;
import io.deltatune.model.train.PairExample;
import io.deltatune.model.train.TrainingExample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Rows as the objective of a recipe learns from them, cut to its greatest length. Where nothing of
 * an answer is left by the cut, there is no example.
 */
public final class ExampleEncoder {
  private final GemmaTokenizer tokenizer;
  private final TrainRecipe recipe;
  private final Cut cut;

  /**
   * @param tokenizer of the model that is trained
   */
  public ExampleEncoder(GemmaTokenizer tokenizer, TrainRecipe recipe) {
    this.tokenizer = tokenizer;
    this.recipe = recipe;
    this.cut =
        new Cut(recipe.batch().maxLength(), Side.valueOf(recipe.batch().truncation().name()));
  }

  /** The objective that the rows are encoded for. */
  public ObjectiveType objective() {
    return recipe.objective().type();
  }

  /**
   * A row of a table.
   *
   * @throws IllegalArgumentException if the objective learns from another kind of row
   */
  public Optional<TrainingExample> encode(Example example) {
    if (example instanceof InstructionExample instruction) {
      return conversation(tokenizer.encode(instruction.conversation()));
    }
    if (example instanceof PreferencePair pair) {
      return pair(
          GemmaChatTemplate.promptSegments(pair.prompt()),
          GemmaChatTemplate.segments(answered(pair.prompt(), pair.chosen())),
          GemmaChatTemplate.segments(answered(pair.prompt(), pair.rejected())));
    }
    if (example instanceof LabelledAnswer answer) {
      return judged(
          GemmaChatTemplate.promptSegments(answer.prompt()),
          GemmaChatTemplate.segments(answered(answer.prompt(), answer.answer())),
          answer.desirable());
    }
    return text(((PlainText) example).text());
  }

  private static Conversation answered(Conversation prompt, String answer) {
    List<Message> turns = new ArrayList<>(prompt.messages());
    turns.add(new Message(Role.MODEL, answer));
    return new Conversation(turns);
  }

  /** Tokens whose labels are given, or all counted where the recipe says so. */
  public Optional<TrainingExample> conversation(EncodedConversation encoded) {
    boolean[] labelled = encoded.labelled();
    if (recipe.objective().labelsAll()) {
      labelled = new boolean[encoded.length()];
      Arrays.fill(labelled, true);
    }
    int length = Math.min(encoded.length(), cut.maximumLength());
    int from = cut.side() == Side.KEEP_START ? 0 : encoded.length() - length;
    AnswerExample example =
        new AnswerExample(
            new EncodedConversation(
                Arrays.copyOfRange(encoded.tokens(), from, from + length),
                Arrays.copyOfRange(labelled, from, from + length)));
    return example.labels() == 0 ? Optional.empty() : Optional.of(example);
  }

  /**
   * A rendered prompt, and the same with each answer. As in TRL the answers begin where the
   * rendered texts part, should that be before the prompt's end.
   */
  public Optional<TrainingExample> pair(
      List<ChatSegment> prompt, List<ChatSegment> chosen, List<ChatSegment> rejected) {
    List<EncodedConversation> encoded = tokenizer.encodeAll(List.of(prompt, chosen, rejected));
    return pair(encoded.get(0).tokens(), encoded.get(1).tokens(), encoded.get(2).tokens());
  }

  private Optional<TrainingExample> pair(int[] prompt, int[] withChosen, int[] withRejected) {
    int common = Math.min(common(prompt, withChosen), common(prompt, withRejected));
    return pairOfIds(
        Arrays.copyOf(prompt, common), behind(withChosen, common), behind(withRejected, common));
  }

  /** A prompt and two answers as token ids. */
  public Optional<TrainingExample> pairOfIds(int[] prompt, int[] chosen, int[] rejected) {
    boolean promptLabelled = objective() == ObjectiveType.ORPO;
    return PairExample.of(prompt, chosen, rejected, cut, promptLabelled)
        .map(TrainingExample.class::cast);
  }

  /** A raw prompt with raw answers, which {@code <bos>} and {@code <eos>} enclose. */
  public Optional<TrainingExample> pairOfTexts(String prompt, String chosen, String rejected) {
    List<int[]> ids = tokenizer.encodeTexts(List.of(prompt, prompt + chosen, prompt + rejected));
    return pair(begun(ids.get(0)), ended(begun(ids.get(1))), ended(begun(ids.get(2))));
  }

  /** A rendered prompt, and the same with an answer that was judged. */
  public Optional<TrainingExample> judged(
      List<ChatSegment> prompt, List<ChatSegment> answered, boolean isDesirable) {
    List<EncodedConversation> encoded = tokenizer.encodeAll(List.of(prompt, answered));
    return judged(encoded.get(0).tokens(), encoded.get(1).tokens(), isDesirable);
  }

  private Optional<TrainingExample> judged(int[] prompt, int[] answered, boolean isDesirable) {
    int common = common(prompt, answered);
    return judgedOfIds(Arrays.copyOf(prompt, common), behind(answered, common), isDesirable);
  }

  /** A prompt and an answer that was judged, as token ids. */
  public Optional<TrainingExample> judgedOfIds(int[] prompt, int[] answer, boolean isDesirable) {
    boolean isMatchedOnly = !recipe.objective().uses(Loss.KTO);
    JudgedExample example = new JudgedExample(prompt, answer, isDesirable, isMatchedOnly, cut);
    return example.labels() == 0 ? Optional.empty() : Optional.of(example);
  }

  /** A raw prompt with a raw answer that was judged. */
  public Optional<TrainingExample> judgedOfTexts(
      String prompt, String answer, boolean isDesirable) {
    List<int[]> ids = tokenizer.encodeTexts(List.of(prompt, prompt + answer));
    return judged(begun(ids.get(0)), ended(begun(ids.get(1))), isDesirable);
  }

  /** Segments of a rendered conversation. */
  public Optional<TrainingExample> conversation(List<ChatSegment> segments) {
    return conversation(tokenizer.encode(segments));
  }

  /** A plain text between {@code <bos>} and {@code <eos>}, of which every token counts. */
  public Optional<TrainingExample> text(String text) {
    int[] tokens = ended(begun(tokenizer.encodeText(text)));
    boolean[] labelled = new boolean[tokens.length];
    Arrays.fill(labelled, true);
    return conversation(new EncodedConversation(tokens, labelled));
  }

  private int[] begun(int[] tokens) {
    int beginning = tokenizer.id(ControlToken.BEGINNING_OF_TEXT);
    return IntStream.concat(IntStream.of(beginning), Arrays.stream(tokens)).toArray();
  }

  private int[] ended(int[] tokens) {
    return IntStream.concat(Arrays.stream(tokens), IntStream.of(tokenizer.endOfText())).toArray();
  }

  private static int common(int[] prompt, int[] answered) {
    int mismatch = Arrays.mismatch(prompt, answered);
    return mismatch < 0 ? prompt.length : Math.min(prompt.length, mismatch);
  }

  private static int[] behind(int[] tokens, int from) {
    return Arrays.copyOfRange(tokens, from, tokens.length);
  }
}
