package io.deltatune.benchspark.similarity;

import io.deltatune.benchspark.similarity.AllPairs.Pair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What an ingestion left out, beside what all pairs say. Rows that are alike, directly or through
 * others, make a cluster, of which the first row is to stay.
 */
final class Agreement {
  private final List<Long> lines;
  private final Map<Pair, Double> alike;
  private final Map<Long, Long> removed;

  /**
   * @param examples the compared text of each different example, by the line of its first row
   * @param removed the lines that were left out as near duplicates, with the line that was kept
   */
  Agreement(SortedMap<Long, String> examples, Map<Long, Long> removed, double threshold) {
    lines = new ArrayList<>(examples.keySet());
    alike = AllPairs.from(new ArrayList<>(examples.values()), threshold);
    this.removed = removed;
  }

  /** Figures by name. */
  Map<String, Double> figures() {
    Set<Long> right = new TreeSet<>(superfluous());
    Set<Long> both = new TreeSet<>(right);
    both.retainAll(removed.keySet());
    double together = alike.keySet().stream().filter(this::areTogether).count();
    Set<Long> haveOneAlike = new TreeSet<>();
    alike.keySet().forEach(pair -> haveOneAlike.addAll(List.of(earlier(pair), later(pair))));
    double hasOne = removed.keySet().stream().filter(haveOneAlike::contains).count();
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("examples", (double) lines.size());
    figures.put("pairs that are alike", (double) alike.size());
    figures.put("pairs found", together);
    figures.put("recall of pairs", together / alike.size());
    figures.put("rows to leave out", (double) right.size());
    figures.put("rows left out", (double) removed.size());
    figures.put("recall of rows", both.size() / (double) right.size());
    figures.put("precision of rows", both.size() / (double) removed.size());
    figures.put("left out and alike to any row", hasOne / removed.size());
    return figures;
  }

  private boolean areTogether(Pair pair) {
    return kept(earlier(pair)).equals(kept(later(pair)));
  }

  private Long kept(Long line) {
    return removed.getOrDefault(line, line);
  }

  private Long earlier(Pair pair) {
    return lines.get(pair.earlier());
  }

  private Long later(Pair pair) {
    return lines.get(pair.later());
  }

  /** All rows of each cluster but its first. */
  private List<Long> superfluous() {
    int[] lower = IntStream.range(0, lines.size()).toArray();
    alike
        .keySet()
        .forEach(
            pair -> {
              int one = first(lower, pair.earlier());
              int other = first(lower, pair.later());
              lower[Math.max(one, other)] = Math.min(one, other);
            });
    return IntStream.range(0, lines.size())
        .filter(place -> lower[place] != place)
        .mapToObj(lines::get)
        .toList();
  }

  private static int first(int[] lower, int place) {
    int first = place;
    while (lower[first] != first) {
      lower[first] = lower[lower[first]];
      first = lower[first];
    }
    return first;
  }
}
