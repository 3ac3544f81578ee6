package io.deltatune.data.settle;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * In which order groups fill the numbers of their scopes where some have rows in several: a source
 * whose own groups cannot meet its numbers is served first, before groups of others take the room
 * that it shares. Scopes that a group links are filled together.
 */
final class ScopeOrder {
  /** The groups that have rows in exactly these scopes, and their rows in the first of these. */
  record Touched(List<String> scopes, long rows) {}

  private final Map<String, String> parents = new HashMap<>();
  private final Set<String> scarce = new HashSet<>();

  /**
   * @param touched each set of scopes that groups have rows in
   * @param room how many rows the splits of each scope take together
   */
  ScopeOrder(List<Touched> touched, Map<String, Long> room) {
    Map<String, Long> alone = new HashMap<>();
    for (Touched groups : touched) {
      String first = groups.scopes().get(0);
      groups.scopes().forEach(scope -> parents.put(root(scope), root(first)));
      if (groups.scopes().size() == 1) {
        alone.put(first, groups.rows());
      }
    }
    room.forEach(
        (scope, rows) -> {
          if (alone.getOrDefault(scope, 0L) < rows) {
            scarce.add(scope);
          }
        });
  }

  /** The scopes that are to be filled together with others, each with the name of the whole. */
  Map<String, String> bundles() {
    Map<String, String> bundles = new TreeMap<>();
    Set.copyOf(parents.keySet()).forEach(scope -> bundles.put(scope, root(scope)));
    return bundles;
  }

  /** The scopes whose groups are to come first. */
  List<String> scarce() {
    return scarce.stream().sorted().toList();
  }

  private String root(String scope) {
    String root = scope;
    while (!parents.computeIfAbsent(root, own -> own).equals(root)) {
      root = parents.get(root);
    }
    return root;
  }
}
