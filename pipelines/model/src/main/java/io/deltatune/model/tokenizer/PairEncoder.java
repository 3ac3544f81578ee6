package io.deltatune.model.tokenizer;

import io.deltatune.core.chat.ControlToken;
import io.deltatune.core.text.PythonText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Encodes contexts and their continuations as lm-evaluation-harness does for causal models ({@code
 * TemplateLM._encode_pair}, {@code HFLM._loglikelihood_tokens}, version 0.4.13): white space at the
 * end of the context goes to the continuation; of the tokens of both together those behind as many
 * as the context alone has are the continuation's, and stand behind the context's own; what does
 * not fit into the model's positions is cut from the left. An empty context is {@code <bos>}.
 *
 * <p>The spelling of a control token is text here, as everywhere; there it is a control token.
 */
public final class PairEncoder {
  private final GemmaTokenizer tokenizer;
  private final boolean withBeginning;
  private final int maximumPositions;

  /**
   * @param withBeginning whether {@code <bos>} stands before every context, as the harness has it
   *     for Gemma
   * @param maximumPositions the tokens that the model can see
   */
  public PairEncoder(GemmaTokenizer tokenizer, boolean withBeginning, int maximumPositions) {
    this.tokenizer = tokenizer;
    this.withBeginning = withBeginning;
    this.maximumPositions = maximumPositions;
  }

  /** A context and its continuation. */
  public record Pair(String context, String continuation) {}

  /**
   * Their token ids.
   *
   * @param context at least one
   * @param continuation at least one; both together are at most one more than the model can see,
   *     since the last token is only predicted
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Encoded(int[] context, int[] continuation) {}

  /**
   * Encodes pairs, many in one native call.
   *
   * @return in their order; null where nothing is to be scored, because the continuation has no
   *     tokens of its own, or more than the model can see, or nothing precedes it
   * @throws IllegalArgumentException if a text is not well-formed
   */
  public List<Encoded> encode(List<Pair> pairs) {
    List<String> texts = new ArrayList<>(2 * pairs.size());
    for (Pair pair : pairs) {
      String context = PythonText.stripEnd(pair.context());
      texts.add(context);
      texts.add(pair.context() + pair.continuation());
    }
    List<int[]> ids = tokenizer.encodeTexts(texts);
    List<Encoded> encoded = new ArrayList<>(pairs.size());
    for (int i = 0; i < pairs.size(); i++) {
      boolean beginning = withBeginning || pairs.get(i).context().isEmpty();
      int[] context = ids.get(2 * i);
      int[] whole = ids.get(2 * i + 1);
      int behind = Math.min(context.length, whole.length);
      int[] continuation = Arrays.copyOfRange(whole, behind, whole.length);
      encoded.add(fitting(beginning ? begun(context) : context, continuation));
    }
    return encoded;
  }

  private int[] begun(int[] context) {
    int[] begun = new int[context.length + 1];
    begun[0] = tokenizer.id(ControlToken.BEGINNING_OF_TEXT);
    System.arraycopy(context, 0, begun, 1, context.length);
    return begun;
  }

  private Encoded fitting(int[] context, int[] continuation) {
    if (context.length == 0 || continuation.length == 0 || continuation.length > maximumPositions) {
      return null;
    }
    int room = maximumPositions + 1 - continuation.length;
    int from = Math.max(0, context.length - room);
    return new Encoded(Arrays.copyOfRange(context, from, context.length), continuation);
  }
}
