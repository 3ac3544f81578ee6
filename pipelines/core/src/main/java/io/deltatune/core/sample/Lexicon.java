package io.deltatune.core.sample;

import java.util.List;

/** The words of the sample world; every content word stands in one list only. */
record Lexicon(
    List<WordGroup> groups,
    List<String> names,
    List<String> towns,
    List<String> jobs,
    List<String> pets,
    List<String> goods,
    List<String> lands,
    List<String> rivers,
    List<String> foods) {

  /** Words of one kind, with the name of the kind in the singular and the plural. */
  record WordGroup(String one, String many, List<String> words) {}

  List<String> allWords() {
    return groups.stream().flatMap(group -> group.words().stream()).toList();
  }
}
