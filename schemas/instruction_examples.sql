CREATE TABLE IF NOT EXISTS delta.`${warehouse}/instruction_examples` (
  id STRING NOT NULL COMMENT 'SHA-256 over the normalised messages, in hexadecimal',
  source STRING NOT NULL COMMENT 'name of the dataset in the ingest recipe',
  group_key STRING NOT NULL COMMENT 'rows of one group share a split: a fact, a prompt, a conversation',
  split STRING NOT NULL COMMENT 'train, validation or test, by a seeded hash of the group',
  prompt ARRAY<STRUCT<role: STRING COMMENT 'system, user or model', content: STRING COMMENT 'text of the turn'>> NOT NULL COMMENT "turns up to the answer; an optional system turn first, the last one the user's",
  answer STRING NOT NULL COMMENT 'the answer to learn, the turn after the prompt',
  file STRING NOT NULL COMMENT 'URI of the file of the row that was kept',
  line BIGINT NOT NULL COMMENT 'line in that file, or place in its JSON array, from 1',
  run_id STRING NOT NULL COMMENT 'ingest run that wrote the row, ingest_runs.id',
  ingested_at TIMESTAMP NOT NULL COMMENT 'start of that run'
)
USING delta
COMMENT 'Normalised conversations that end with an answer, one row for each content'
TBLPROPERTIES (
  'delta.constraints.known_split' = "split IN ('train', 'validation', 'test', 'reserve')",
  'delta.constraints.answer_not_empty' = 'length(trim(answer)) > 0',
  'delta.constraints.prompt_not_empty' = 'size(prompt) > 0'
);
