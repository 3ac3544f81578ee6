CREATE TABLE IF NOT EXISTS delta.`${warehouse}/plain_texts` (
  id STRING NOT NULL COMMENT 'SHA-256 over the normalised text, in hexadecimal',
  source STRING NOT NULL COMMENT 'name of the dataset in the ingest recipe',
  group_key STRING NOT NULL COMMENT 'rows of one group share a split: a fact, a prompt, a conversation',
  split STRING NOT NULL COMMENT 'train, validation or test, by a seeded hash of the group; reserve: beyond the sizes asked for',
  text STRING NOT NULL COMMENT 'the text',
  language STRING COMMENT 'ISO 639-1 code of the language, where it was asked for and could be told',
  flags ARRAY<STRING> NOT NULL COMMENT 'names of the rules that found something, in order',
  prompt_tokens INT COMMENT '0, where a tokenizer was named',
  answer_tokens INT COMMENT 'tokens of the text, where a tokenizer was named',
  tokenizer STRING COMMENT "what counted them: a model's folder and the beginning of its tokenizer's SHA-256; another tokenizer of a later recipe counts anew; null in rows of earlier versions too",
  joined ARRAY<STRUCT<file: STRING COMMENT 'URI', line: BIGINT COMMENT 'line in the file'>> NOT NULL COMMENT 'other rows that the example was made of: answers of a forum, messages of a tree',
  file STRING NOT NULL COMMENT 'URI of the file of the row that was kept',
  line BIGINT NOT NULL COMMENT 'line in that file, or place in its JSON array, from 1',
  run_id STRING NOT NULL COMMENT 'ingest run that wrote the row, ingest_runs.id',
  ingested_at TIMESTAMP NOT NULL COMMENT 'start of that run'
)
USING delta
COMMENT 'Texts without turns, for pre-training, one row for each content'
TBLPROPERTIES (
  'delta.constraints.known_split' = "split IN ('train', 'validation', 'test', 'reserve')",
  'delta.constraints.text_not_empty' = 'length(trim(text)) > 0'
);
