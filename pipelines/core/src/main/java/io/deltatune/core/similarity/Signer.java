package io.deltatune.core.similarity;

import io.deltatune.core.example.Example;
import io.deltatune.core.example.LabelledAnswer;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.Role;
import io.deltatune.core.recipe.ingest.Duplicates;
import io.deltatune.core.recipe.ingest.Duplicates.Exact;
import io.deltatune.core.recipe.ingest.Duplicates.Near;
import io.deltatune.core.recipe.ingest.Duplicates.Of;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Makes the signatures by which a recipe's duplicates are found. */
public final class Signer implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final long[] NONE = {};

  private final Duplicates rules;
  private final MinHash minHash;

  /** A signer for these rules. */
  public Signer(Duplicates rules) {
    this.rules = rules;
    this.minHash = new MinHash(rules.bands(), rules.rows());
  }

  /**
   * What a signature depends on: those of other parameters do not compare. The threshold is none of
   * them.
   */
  public String parameters() {
    StringBuilder parameters = new StringBuilder("minhash/").append(MinHash.VERSION);
    if (rules.near() != Near.OFF) {
      parameters.append(" of=").append(rules.of().name().toLowerCase(Locale.ROOT));
      parameters.append(" ngram=").append(rules.ngram());
      parameters.append(" bands=").append(rules.bands()).append(" rows=").append(rules.rows());
    }
    return parameters.append(hasWordsHash() ? " words" : "").toString();
  }

  /** Whether the last one of {@link #bands} is a hash of all words, turn by turn. */
  public boolean hasWordsHash() {
    return rules.exact() == Exact.NORMALISED;
  }

  /**
   * Hashes of which two alike examples are likely to share one; empty where nothing is to be
   * compared, for want of words or by the rules.
   */
  public long[] bands(Example example) {
    if (!rules.comparesWords()) {
      return NONE;
    }
    long[] near = rules.near() == Near.OFF ? NONE : bands(texts(example, rules.of()));
    if (!hasWordsHash()) {
      return near;
    }
    long[] all = Arrays.copyOf(near, near.length + 1);
    all[near.length] = wordsHash(example);
    return all;
  }

  /** The bands of texts, one behind the other; none where they have no words. */
  public long[] bands(List<String> texts) {
    Words words = new Words();
    texts.forEach(words::add);
    return words.count() == 0
        ? NONE
        : minHash.bands(minHash.signature(Shingles.of(words, rules.ngram())));
  }

  /** The texts that are compared, in order. */
  public static List<String> texts(Example example, Of of) {
    List<String> texts = new ArrayList<>();
    for (Message message : example.promptTurns()) {
      if (message.role() != Role.SYSTEM) {
        texts.add(message.content());
      }
    }
    if (of == Of.EXAMPLE || texts.isEmpty()) {
      texts.addAll(example.answers());
    }
    return texts;
  }

  /** Equal for examples of one kind whose turns have the same roles and words. */
  private static long wordsHash(Example example) {
    long hash = example.getClass().getSimpleName().hashCode();
    if (example instanceof LabelledAnswer labelled) {
      hash = Hashing.mix(hash + (labelled.desirable() ? 1 : 2));
    }
    for (Message message : example.promptTurns()) {
      hash = Hashing.mix(hash + 1 + message.role().label().hashCode());
      hash = Hashing.mix(hash + Words.of(message.content()).hash());
    }
    for (String answer : example.answers()) {
      hash = Hashing.mix(hash + Words.of(answer).hash());
    }
    return hash;
  }
}
