CREATE TABLE IF NOT EXISTS delta.`${warehouse}/quarantine` (
  id STRING NOT NULL COMMENT 'SHA-256 over source, file, line and hash; raw_records.id of the same row',
  source STRING NOT NULL COMMENT 'name of the dataset in the ingest recipe',
  file STRING NOT NULL COMMENT 'URI of the file the row was read from',
  line BIGINT NOT NULL COMMENT 'line in the file, or place in its JSON array, from 1',
  part INT COMMENT 'which of the examples that the row gave, from 1; null: the whole row',
  reason STRING NOT NULL COMMENT 'kind of fault (not_json, missing_field, ...) or the rule that refused (too_long, personal_data, contaminated, joins_two_splits, ...)',
  detail STRING NOT NULL COMMENT 'what is wrong with this row, in words',
  text STRING NOT NULL COMMENT 'the row as read, at most its first 4,096 characters; personal data and secrets masked where they are the reason',
  run_id STRING NOT NULL COMMENT 'ingest run that refused the row first, ingest_runs.id',
  ingested_at TIMESTAMP NOT NULL COMMENT 'start of that run'
)
USING delta
COMMENT 'Rows that no table could take, and why'
TBLPROPERTIES (
  'delta.constraints.reason_given' = 'length(reason) > 0 AND length(detail) > 0',
  'delta.constraints.text_bounded' = 'length(text) <= 4096'
);
