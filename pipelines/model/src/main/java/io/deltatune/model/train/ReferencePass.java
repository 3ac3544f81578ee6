package io.deltatune.model.train;

import io.deltatune.core.hash.ContentHash;
import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.train.ReferenceFile.Sums;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Asks a reference model for all pairs of a run before its first step. Each pair goes through the
 * model by itself, so that what is computed does not depend on what was known before.
 *
 * @param file of the run's folder
 * @param store in which others may have left answers, and in which these are left
 * @param interrupted asked before each pair; true ends the pass, with what is done kept
 */
public record ReferencePass(ReferenceFile file, ReferenceStore store, BooleanSupplier interrupted) {
  /** Pairs between two writes: what a kill can cost. */
  static final int GROUP = 16;

  /**
   * The pairs with their references. What neither the file nor the store knows is computed.
   *
   * @param reporter told of the pairs that are computed
   * @return empty if the pass was interrupted
   * @throws io.deltatune.core.error.UserError if the file cannot be written, or the model makes no
   *     numbers of a pair
   */
  public Optional<List<PairExample>> judge(
      List<PairExample> pairs, ReferencePolicy policy, ProgressReporter reporter) {
    Map<String, PairExample> wanted = new LinkedHashMap<>();
    pairs.forEach(pair -> wanted.put(hash(pair), pair));
    Set<String> stored = fromStore(wanted.keySet());
    boolean complete;
    try {
      complete = compute(missing(wanted), policy, reporter);
    } finally {
      keep(hash -> wanted.containsKey(hash) && !stored.contains(hash));
    }
    if (!complete) {
      return Optional.empty();
    }
    Map<String, Sums> known = file.sums();
    return Optional.of(
        pairs.stream()
            .map(
                pair -> {
                  Sums sums = known.get(hash(pair));
                  return pair.withReferences(sums.chosen(), sums.rejected());
                })
            .toList());
  }

  /** Copies what the store knows and the file does not; returns what came from there. */
  private Set<String> fromStore(Set<String> wanted) {
    Map<String, Sums> had = file.sums();
    Set<String> unknown = new LinkedHashSet<>(wanted);
    unknown.removeAll(had.keySet());
    Map<String, Sums> found = unknown.isEmpty() ? Map.of() : store.known(unknown);
    file.add(found);
    return found.keySet();
  }

  /** What is to be computed, the longest first: should memory not suffice, that is seen at once. */
  private List<Map.Entry<String, PairExample>> missing(Map<String, PairExample> wanted) {
    Map<String, Sums> known = file.sums();
    return wanted.entrySet().stream()
        .filter(entry -> !known.containsKey(entry.getKey()))
        .sorted(
            Comparator.comparingInt(
                    (Map.Entry<String, PairExample> entry) -> -entry.getValue().length())
                .thenComparing(Map.Entry::getKey))
        .toList();
  }

  private boolean compute(
      List<Map.Entry<String, PairExample>> missing,
      ReferencePolicy policy,
      ProgressReporter reporter) {
    if (missing.isEmpty()) {
      return true;
    }
    Map<String, Sums> group = new LinkedHashMap<>();
    try (Progress progress = reporter.start("reference", "pairs", missing.size())) {
      for (Map.Entry<String, PairExample> entry : missing) {
        if (interrupted.getAsBoolean()) {
          return false;
        }
        Sums sums = policy.judge(List.of(entry.getValue())).get(0);
        if (!Double.isFinite(sums.chosen()) || !Double.isFinite(sums.rejected())) {
          throw Gemma3Model.notNumbers();
        }
        group.put(entry.getKey(), sums);
        progress.advance(1, entry.getValue().length());
        if (group.size() == GROUP) {
          file.add(group);
          group.clear();
        }
      }
      return true;
    } finally {
      file.add(group);
    }
  }

  private void keep(Predicate<String> chosen) {
    Map<String, Sums> kept = new HashMap<>(file.sums());
    kept.keySet().removeIf(chosen.negate());
    if (!kept.isEmpty()) {
      store.keep(kept);
    }
  }

  /** The hash of a pair's tokens. */
  static String hash(PairExample pair) {
    return ContentHash.of("pair_tokens")
        .field(bytes(pair.chosen().prompt()))
        .field(bytes(pair.chosen().answer()))
        .field(bytes(pair.rejected().prompt()))
        .field(bytes(pair.rejected().answer()))
        .hex();
  }

  private static byte[] bytes(int[] tokens) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * tokens.length);
    bytes.asIntBuffer().put(tokens);
    return bytes.array();
  }
}
