package io.deltatune.core.contamination;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.similarity.Shingles;
import io.deltatune.core.similarity.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Collects documents for a {@link BenchmarkIndex}. */
public final class BenchmarkIndexBuilder {
  /** The most n-grams of all documents: half a gigabyte. */
  static final int LIMIT = 30_000_000;

  private final int n;
  private final Words words = new Words();
  private final List<BenchmarkDocument> documents = new ArrayList<>();
  private final BitSet wholes = new BitSet();
  private final Set<WholeText> known = new HashSet<>();
  private long[] hashes = new long[1024];
  private int[] owners = new int[1024];
  private int count;

  /** The words of a document of a benchmark, by their hash. */
  private record WholeText(String benchmark, long hash) {}

  /**
   * @param n words an n-gram
   */
  public BenchmarkIndexBuilder(int n) {
    this.n = n;
  }

  /**
   * Adds a document. One whose words were added before for the same benchmark makes no difference.
   *
   * @throws UserError if there are more n-grams than memory should hold
   */
  public BenchmarkIndexBuilder add(BenchmarkDocument document, String text) {
    words.clear();
    words.add(text);
    if (words.count() < Math.min(n, BenchmarkIndex.FEWEST_WORDS)
        || !known.add(new WholeText(document.benchmark(), words.hash()))) {
      return this;
    }
    int ordinal = documents.size();
    documents.add(document);
    if (words.count() < n) {
      wholes.set(ordinal);
      append(words.hash(), ordinal);
    } else {
      for (long hash : Shingles.set(words, n)) {
        append(hash, ordinal);
      }
    }
    return this;
  }

  private void append(long hash, int document) {
    if (count == LIMIT) {
      throw new UserError(
          ErrorCode.CONFIG,
          "the benchmarks have more than " + LIMIT + " n-grams",
          "the index of them is held in memory, once a process",
          "name fewer files or fields under contamination.benchmarks");
    }
    if (count == hashes.length) {
      hashes = Arrays.copyOf(hashes, 2 * count);
      owners = Arrays.copyOf(owners, 2 * count);
    }
    hashes[count] = hash;
    owners[count++] = document;
  }

  /** The index of all documents that were added. */
  public BenchmarkIndex build() {
    long[] keys = Shingles.distinct(Arrays.copyOf(hashes, count));
    int[] ends = new int[keys.length];
    for (int i = 0; i < count; i++) {
      ends[Arrays.binarySearch(keys, hashes[i])]++;
    }
    for (int key = 1; key < ends.length; key++) {
      ends[key] += ends[key - 1];
    }
    int[] next = new int[keys.length];
    int[] postings = new int[count];
    for (int i = 0; i < count; i++) {
      int key = Arrays.binarySearch(keys, hashes[i]);
      postings[start(ends, key) + next[key]++] = owners[i];
    }
    return withoutCommon(keys, ends, postings);
  }

  private static int start(int[] ends, int key) {
    return key == 0 ? 0 : ends[key - 1];
  }

  /** Leaves out what is in too many documents; the documents of a key are in their order. */
  private BenchmarkIndex withoutCommon(long[] keys, int[] ends, int[] postings) {
    long[] keptKeys = new long[keys.length];
    int[] keptEnds = new int[keys.length];
    int[] kept = new int[postings.length];
    int[] sizes = new int[documents.size()];
    int size = 0;
    int end = 0;
    for (int key = 0; key < keys.length; key++) {
      int before = end;
      int to = 0;
      for (int from = start(ends, key); from < ends[key]; from = to) {
        to = endOfBenchmark(postings, from, ends[key]);
        if (to - from <= BenchmarkIndex.COMMON) {
          System.arraycopy(postings, from, kept, end, to - from);
          end += to - from;
        }
      }
      for (int i = before; i < end; i++) {
        sizes[kept[i]] += wholes.get(kept[i]) ? 0 : 1;
      }
      if (end > before) {
        keptKeys[size] = keys[key];
        keptEnds[size++] = end;
      }
    }
    return new BenchmarkIndex(
        n,
        documents,
        sizes,
        Arrays.copyOf(keptKeys, size),
        Arrays.copyOf(keptEnds, size),
        Arrays.copyOf(kept, end));
  }

  /** Where the documents of another benchmark begin: they were added one benchmark at a time. */
  private int endOfBenchmark(int[] postings, int from, int limit) {
    String benchmark = documents.get(postings[from]).benchmark();
    int to = from + 1;
    while (to < limit && documents.get(postings[to]).benchmark().equals(benchmark)) {
      to++;
    }
    return to;
  }
}
