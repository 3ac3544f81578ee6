package io.deltatune.annotate;

import io.deltatune.core.hash.ContentHash;
import io.deltatune.core.recipe.ingest.Annotation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is looked for.
 *
 * @param patterns regular expressions; those of the kind {@link #PERSONAL_DATA} mask what they find
 * @param phrases whole phrases; those of one kind are found by one matcher
 * @param entities regular expressions
 */
record Rules(List<Rule> patterns, List<Rule> phrases, List<Rule> entities) {
  static final String PERSONAL_DATA = "personal_data";

  /**
   * The rules that are built in, and a recipe's own.
   *
   * @throws io.deltatune.core.error.UserError if a file cannot be read or holds anything but rules
   */
  static Rules of(Annotation settings) {
    return new Rules(
        RuleFiles.readExpressions("patterns.tsv", settings.patterns()),
        RuleFiles.read("phrases.tsv", settings.phrases()),
        RuleFiles.readExpressions("entities.tsv", settings.entities()));
  }

  /** The phrases by their kind, in order. */
  Map<String, List<Rule>> phrasesByKind() {
    return phrases.stream()
        .collect(Collectors.groupingBy(Rule::kind, LinkedHashMap::new, Collectors.toList()));
  }

  /** The expressions of each entity, in order. */
  Map<String, List<Rule>> entitiesByLabel() {
    return entities.stream()
        .collect(Collectors.groupingBy(Rule::label, LinkedHashMap::new, Collectors.toList()));
  }

  /** Appends all rules to a hash. */
  void addTo(ContentHash hash) {
    for (List<Rule> rules : List.of(patterns, phrases, entities)) {
      hash.field(rules.size());
      rules.forEach(rule -> hash.field(rule.label()).field(rule.text()));
    }
  }
}
