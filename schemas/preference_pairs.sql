CREATE TABLE IF NOT EXISTS delta.`${warehouse}/preference_pairs` (
  id STRING NOT NULL COMMENT 'SHA-256 over the normalised prompt, chosen and rejected, in hexadecimal',
  source STRING NOT NULL COMMENT 'name of the dataset in the ingest recipe',
  group_key STRING NOT NULL COMMENT 'rows of one group share a split: a fact, a prompt, a conversation',
  split STRING NOT NULL COMMENT 'train, validation or test, by a seeded hash of the group; reserve: beyond the sizes asked for',
  prompt ARRAY<STRUCT<role: STRING COMMENT 'system, user or model', content: STRING COMMENT 'text of the turn'>> NOT NULL COMMENT "turns up to the answers; an optional system turn first, the last one the user's",
  chosen STRING NOT NULL COMMENT 'the better answer',
  rejected STRING NOT NULL COMMENT 'the worse answer',
  chosen_score DOUBLE COMMENT 'what the dataset gives the better answer, on its own scale',
  rejected_score DOUBLE COMMENT 'what it gives the worse answer',
  language STRING COMMENT 'ISO 639-1 code of the language, where it was asked for and could be told',
  flags ARRAY<STRING> NOT NULL COMMENT 'names of the rules that found something, in order',
  prompt_tokens INT COMMENT "tokens of the prompt in the chat template, where a tokenizer was named",
  answer_tokens INT COMMENT 'tokens of the answer with the end of its turn, of a pair the longer one',
  tokenizer STRING COMMENT "what counted them: a model's folder and the beginning of its tokenizer's SHA-256; another tokenizer of a later recipe counts anew; null in rows of earlier versions too",
  joined ARRAY<STRUCT<file: STRING COMMENT 'URI', line: BIGINT COMMENT 'line in the file'>> NOT NULL COMMENT 'other rows that the example was made of: answers of a forum, messages of a tree',
  file STRING NOT NULL COMMENT 'URI of the file of the row that was kept',
  line BIGINT NOT NULL COMMENT 'line in that file, or place in its JSON array, from 1',
  run_id STRING NOT NULL COMMENT 'ingest run that wrote the row, ingest_runs.id',
  ingested_at TIMESTAMP NOT NULL COMMENT 'start of that run'
)
USING delta
COMMENT 'Prompts with a better and a worse answer, one row for each content'
TBLPROPERTIES (
  'delta.constraints.known_split' = "split IN ('train', 'validation', 'test', 'reserve')",
  'delta.constraints.answers_not_empty' = 'length(trim(chosen)) > 0 AND length(trim(rejected)) > 0',
  'delta.constraints.answers_differ' = 'chosen <> rejected'
);
