package io.deltatune.data.row;

/** What a rule of quality found in the rows of a source; table {@code rule_counts}. */
public record RuleCountRow(String runId, String source, String rule, String action, long rows) {}
