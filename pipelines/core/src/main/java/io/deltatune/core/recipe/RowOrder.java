package io.deltatune.core.recipe;

/** The order in which rows are taken. */
public enum RowOrder {
  /** By the seed. */
  SHUFFLED,
  /** By file and line, as ingested. */
  FILE
}
