package io.deltatune.model.generate;

import java.util.BitSet;
import java.util.Optional;
import java.util.Set;

/** A row that is being answered. */
final class Continuation {
  private static final int[] NOTHING = {};

  private final int row;
  private final Prompt prompt;
  private final int most;
  private final Rules rules;
  private final Optional<TextStream> text;
  private final IntegerList tokens = new IntegerList();
  private final IntegerList seen = new IntegerList();
  private final BitSet seenBefore = new BitSet();
  private final IntegerList logProbabilityBits = new IntegerList();
  private double logProbability;
  private long start;
  private double seconds;
  private StopReason stop;
  private int stopToken = -1;

  /**
   * What is the same for all rows.
   *
   * @param stopTokens tokens that end an answer
   * @param endOfText the token {@code <eos>}
   * @param endOfTurn the token {@code <end_of_turn>}
   */
  record Rules(
      Set<Integer> stopTokens,
      int endOfText,
      int endOfTurn,
      LogProbabilities logProbabilities,
      boolean keepsSeen,
      GenerationListener listener) {
    StopReason reason(int token) {
      if (token == endOfTurn) {
        return StopReason.END_OF_TURN;
      }
      return token == endOfText ? StopReason.END_OF_TEXT : StopReason.STOP_TOKEN;
    }
  }

  /**
   * @param row its number among the prompts
   * @param most the greatest number of new tokens, at least 1
   * @param text empty without a tokenizer
   */
  Continuation(int row, Prompt prompt, int most, Rules rules, Optional<TextStream> text) {
    this.row = row;
    this.prompt = prompt;
    this.most = most;
    this.rules = rules;
    this.text = text;
    if (rules.keepsSeen()) {
      for (int token : prompt.tokens()) {
        see(token);
      }
    }
  }

  int row() {
    return row;
  }

  long key() {
    return prompt.key();
  }

  int[] prompt() {
    return prompt.tokens();
  }

  /** The tokens that prompt and answer can come to. */
  int need() {
    return prompt.tokens().length + most;
  }

  /** The number of tokens of the answer so far: the step that comes next. */
  int length() {
    return tokens.size();
  }

  int lastToken() {
    return tokens.at(tokens.size() - 1);
  }

  /** The different tokens of prompt and answer, where the settings need them. */
  int[] seen() {
    return seen.toArray();
  }

  /** Says that the prompt is about to be read. */
  void start() {
    start = System.nanoTime();
  }

  /**
   * Appends a token.
   *
   * @param value its log-probability; looked at only where that was asked for
   * @return whether the row goes on
   */
  boolean take(int token, float value) {
    seconds = (System.nanoTime() - start) / 1e9;
    logProbability += value;
    if (rules.logProbabilities() == LogProbabilities.TOKENS) {
      logProbabilityBits.add(Float.floatToRawIntBits(value));
    }
    if (rules.stopTokens().contains(token)) {
      stopToken = token;
      return end(rules.reason(token));
    }
    tokens.add(token);
    if (rules.keepsSeen()) {
      see(token);
    }
    String news = text.map(stream -> stream.add(token)).orElse("");
    if (!rules.listener().onText(row, news, new int[] {token})) {
      return end(StopReason.CANCELLED);
    }
    if (text.isPresent() && text.get().isStopped()) {
      return end(StopReason.STOP_STRING);
    }
    return tokens.size() < most || end(StopReason.LENGTH);
  }

  /** The answer, when the row has ended. */
  Generation generation() {
    boolean told = rules.logProbabilities() != LogProbabilities.NONE;
    float[] each = new float[logProbabilityBits.size()];
    for (int i = 0; i < each.length; i++) {
      each[i] = Float.intBitsToFloat(logProbabilityBits.at(i));
    }
    return new Generation(
        prompt.tokens().length,
        tokens.toArray(),
        text.map(TextStream::text).orElse(""),
        stop,
        stopToken,
        seconds,
        told ? logProbability : Double.NaN,
        each);
  }

  private boolean end(StopReason reason) {
    stop = reason;
    String rest = text.map(TextStream::finish).orElse("");
    if (text.isPresent() && text.get().isStopped() && reason == StopReason.LENGTH) {
      stop = StopReason.STOP_STRING; // its last character was only now whole
    }
    if (!rest.isEmpty()) {
      rules.listener().onText(row, rest, NOTHING);
    }
    return false;
  }

  private void see(int token) {
    if (!seenBefore.get(token)) {
      seenBefore.set(token);
      seen.add(token);
    }
  }
}
