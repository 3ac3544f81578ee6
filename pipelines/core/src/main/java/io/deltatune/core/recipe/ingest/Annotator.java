package io.deltatune.core.recipe.ingest;

/** What can be said about a text; each one is carried by annotators of Spark NLP. */
public enum Annotator {
  /** The number of sentences and their mean length in tokens. */
  SENTENCES,
  /** The number of words and punctuation marks. */
  TOKENS,
  /** Personal data and refusals, by regular expressions. */
  PATTERNS,
  /** Phrases of lists: crisis, refusal. */
  PHRASES,
  /** Names of disorders, therapies, medicines and helplines, by rules. */
  ENTITIES,
  /** Mentions of dates. */
  DATES,
  /** The phrases that say most about a text, by YAKE. */
  KEY_PHRASES
}
