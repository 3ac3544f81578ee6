CREATE TABLE IF NOT EXISTS delta.`${warehouse}/annotations` (
  example_id STRING NOT NULL COMMENT 'id in the table of the example',
  part STRING NOT NULL COMMENT 'which text: prompt (its turns, a blank line between them), answer, chosen, rejected or text',
  version STRING NOT NULL COMMENT 'what annotated: program, annotators and rules, as a hash; other rules annotate anew',
  source STRING NOT NULL COMMENT 'name of the dataset in the ingest recipe',
  sentences INT COMMENT 'number of sentences; null where they were not asked for',
  tokens INT COMMENT "number of words and punctuation marks, not the model's tokens; null where they were not asked for",
  mean_sentence_tokens DOUBLE COMMENT 'mean length of its sentences in these tokens; null without either or for a text of no sentence',
  found ARRAY<STRUCT<annotator: STRING COMMENT 'patterns, phrases, entities, dates or key_phrases', label: STRING COMMENT 'name of the rule or list', begin: INT COMMENT 'index of the first character in UTF-16 units, from 0', end: INT COMMENT 'index behind the last character', text: STRING COMMENT 'what stands there; [label] where it touches personal data', value: STRING COMMENT 'date as yyyy-MM-dd (relative ones count from 2000-01-01), score of a key phrase (less is more telling), entity'>> NOT NULL COMMENT 'what was found, by place',
  run_id STRING NOT NULL COMMENT 'annotation run that wrote the row, a random id',
  annotated_at TIMESTAMP NOT NULL COMMENT 'start of that run'
)
USING delta
COMMENT 'Sentences, patterns, phrases, entities, dates and key phrases of the texts of examples'
TBLPROPERTIES (
  'delta.constraints.known_part' = "part IN ('prompt', 'answer', 'chosen', 'rejected', 'text')",
  'delta.constraints.not_negative' = 'coalesce(sentences, 0) >= 0 AND coalesce(tokens, 0) >= 0'
);
