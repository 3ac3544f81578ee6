CREATE TABLE IF NOT EXISTS delta.`${warehouse}/token_statistics` (
  run_id STRING NOT NULL COMMENT 'ingest run after which the rows were counted, ingest_runs.id',
  source STRING NOT NULL COMMENT 'name of the dataset in the ingest recipe',
  table_name STRING NOT NULL COMMENT 'table of the examples',
  split STRING NOT NULL COMMENT 'train, validation, test or reserve',
  part STRING NOT NULL COMMENT 'prompt: as the template writes it, with the generation prompt; answer: with its end of turn, the longer one of a pair; whole: both, what a row of training takes',
  tokenizer STRING NOT NULL COMMENT "folder of the tokenizer and the beginning of its file's SHA-256",
  rows BIGINT NOT NULL COMMENT 'examples of the source in the table and split whose tokens were counted',
  tokens BIGINT NOT NULL COMMENT 'their tokens: what an epoch costs',
  mean DOUBLE NOT NULL COMMENT 'tokens / rows',
  p50 INT NOT NULL COMMENT 'length that holds 50 % of the rows (nearest rank)',
  p90 INT NOT NULL COMMENT 'length that holds 90 %',
  p95 INT NOT NULL COMMENT 'length that holds 95 %',
  p99 INT NOT NULL COMMENT 'length that holds 99 %',
  longest INT NOT NULL COMMENT 'the longest length',
  maximum INT COMMENT "the recipe's maximum; null where it sets none",
  rows_over BIGINT COMMENT 'rows longer than that',
  recommended_maximum INT COMMENT 'smallest multiple of 64 that holds 99 % of the rows; null but for part = whole',
  histogram ARRAY<STRUCT<above: INT COMMENT 'lengths above this', up_to: INT COMMENT 'up to this', rows: BIGINT COMMENT 'rows of such a length'>> NOT NULL COMMENT 'rows by buckets, whose bounds are the same everywhere: 16, 24, 32, 48, 64, 96, ...',
  counted_at TIMESTAMP NOT NULL COMMENT 'when'
)
USING delta
COMMENT 'Lengths of examples in tokens, for each dataset, table and split after an ingest run'
TBLPROPERTIES (
  'delta.constraints.known_part' = "part IN ('prompt', 'answer', 'whole')",
  'delta.constraints.percentiles_rise' = 'p50 <= p90 AND p90 <= p95 AND p95 <= p99 AND p99 <= longest'
);
