package io.deltatune.core.contamination;

import io.deltatune.core.example.Example;
import io.deltatune.core.similarity.Shingles;
import io.deltatune.core.similarity.Words;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The word n-grams of benchmark documents, to be compared with examples as GPT-3's training data
 * was (Brown et al. 2020, appendix C: 13 words, lower-cased, punctuation deleted; {@link Words}
 * tells the rule). A document of fewer words than an n-gram, but at least {@link #FEWEST_WORDS},
 * overlaps with an example of which a turn has exactly its words; one of fewer still says nothing
 * and is left out. An n-gram that is in more than {@link #COMMON} different documents of one
 * benchmark is an instruction or a phrase and left out too, as in GPT-3's appendix; documents of
 * the same words count once, in the place where they were first.
 *
 * <p>N-grams are compared by 64-bit hashes: one of 10^10 n-grams of examples is taken for one of
 * 10^6 of benchmarks with a probability of 1 in 2000. The arrays take 14 bytes an n-gram and 4 a
 * document that holds it. Immutable; made by a {@link BenchmarkIndexBuilder}.
 */
public final class BenchmarkIndex implements Serializable {
  /** The most documents of a benchmark that an n-gram may be in. */
  public static final int COMMON = 10;

  /** The fewest words of a document that is compared as a whole. */
  public static final int FEWEST_WORDS = 3;

  /** The most overlaps that are told of an example: those of the most n-grams. */
  public static final int MOST_OVERLAPS = 100;

  /** No documents. */
  public static final BenchmarkIndex NONE = new BenchmarkIndexBuilder(13).build();

  private static final long serialVersionUID = 1L;
  private static final int FILTER_BITS_PER_KEY = 16;

  private final int n;
  private final List<BenchmarkDocument> documents;
  private final int[] ngramsOfDocument;
  private final long[] keys;
  private final int[] postingsEnd;
  private final int[] postings;
  private final long[] filter;
  private final int filterShift;

  /**
   * @param n words an n-gram
   * @param ngramsOfDocument how many keys each document has; 0 for one that is compared as a whole
   * @param keys sorted hashes of n-grams and whole documents
   * @param postingsEnd where the documents of each key end in {@code postings}
   */
  BenchmarkIndex(
      int n,
      List<BenchmarkDocument> documents,
      int[] ngramsOfDocument,
      long[] keys,
      int[] postingsEnd,
      int[] postings) {
    this.n = n;
    this.documents = new ArrayList<>(documents);
    this.ngramsOfDocument = ngramsOfDocument;
    this.keys = keys;
    this.postingsEnd = postingsEnd;
    this.postings = postings;
    long bits = Math.max(64, Math.min(1L << 32, (long) keys.length * FILTER_BITS_PER_KEY));
    int bitsLog = 64 - Long.numberOfLeadingZeros(bits - 1);
    filterShift = 64 - bitsLog;
    filter = new long[1 << (bitsLog - 6)];
    for (long key : keys) {
      long bit = key >>> filterShift;
      filter[(int) (bit >>> 6)] |= 1L << bit;
    }
  }

  /** Whether there is nothing to compare with. */
  public boolean isEmpty() {
    return keys.length == 0;
  }

  /** How many different n-grams and short documents there are. */
  public int size() {
    return keys.length;
  }

  /** The bytes that the arrays take. */
  public long bytes() {
    return 8L * keys.length + 4L * postingsEnd.length + 4L * postings.length + 8L * filter.length;
  }

  /** The documents that an example overlaps with, the most overlapping first. */
  public List<Overlap> overlaps(Example example) {
    List<String> turns = new ArrayList<>();
    example.promptTurns().forEach(message -> turns.add(message.content()));
    turns.addAll(example.answers());
    return overlaps(turns);
  }

  /** The documents that the turns of a conversation overlap with, the most overlapping first. */
  public List<Overlap> overlaps(List<String> turns) {
    if (isEmpty()) {
      return List.of();
    }
    Matches matches = null;
    Words words = new Words();
    for (String turn : turns) {
      words.clear();
      words.add(turn);
      boolean isShort = words.count() < n;
      if (isShort && words.count() < FEWEST_WORDS) {
        continue;
      }
      long[] hashes = isShort ? new long[] {words.hash()} : Shingles.of(words, n);
      for (int i = 0; i < hashes.length; i++) {
        int key = find(hashes[i]);
        if (key >= 0) {
          matches = matches == null ? new Matches() : matches;
          int last = isShort ? words.count() - 1 : i + n - 1;
          matches.add(key, turn, words.start(i), words.end(last));
        }
      }
    }
    return matches == null ? List.of() : matches.overlaps();
  }

  private int find(long hash) {
    long bit = hash >>> filterShift;
    return (filter[(int) (bit >>> 6)] & 1L << bit) == 0 ? -1 : Arrays.binarySearch(keys, hash);
  }

  /** What of one example was found. */
  private final class Matches {
    private final Set<Integer> found = new HashSet<>();
    private final Map<Integer, Integer> ngrams = new HashMap<>();
    private final Map<Integer, String> samples = new HashMap<>();

    void add(int key, String turn, int start, int end) {
      if (!found.add(key)) {
        return;
      }
      for (int i = key == 0 ? 0 : postingsEnd[key - 1]; i < postingsEnd[key]; i++) {
        if (ngrams.merge(postings[i], 1, Integer::sum) == 1) {
          int limit = Math.min(end, start + Overlap.SAMPLE_LIMIT);
          boolean isSplit = limit < end && Character.isHighSurrogate(turn.charAt(limit - 1));
          samples.put(postings[i], turn.substring(start, isSplit ? limit - 1 : limit));
        }
      }
    }

    List<Overlap> overlaps() {
      Comparator<Integer> byNgrams = Comparator.comparing(ngrams::get);
      return ngrams.keySet().stream()
          .sorted(byNgrams.reversed().thenComparing(Comparator.naturalOrder()))
          .limit(MOST_OVERLAPS)
          .map(this::overlap)
          .toList();
    }

    private Overlap overlap(int document) {
      int count = ngrams.get(document);
      int all = ngramsOfDocument[document];
      return new Overlap(
          documents.get(document),
          all == 0 ? Overlap.Kind.EXACT : Overlap.Kind.NGRAM,
          count,
          all == 0 ? 1 : (double) count / all,
          samples.get(document));
    }
  }
}
