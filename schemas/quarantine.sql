CREATE TABLE IF NOT EXISTS delta.`${warehouse}/quarantine` (
  id STRING NOT NULL COMMENT 'SHA-256 over source, file (without its version, where it has one), line and hash of the text; raw_records.id of the same row',
  source STRING NOT NULL COMMENT 'name of the dataset in the ingest recipe',
  file STRING NOT NULL COMMENT 'URI of the file the row was read from; of a table or a data set of the hub with the version that it was read from first',
  line BIGINT NOT NULL COMMENT 'line in the file, or place in its JSON array, from 1',
  part INT COMMENT 'which of the examples that the row gave, from 1; null: the whole row, or its part in the example of another row',
  reason STRING NOT NULL COMMENT 'kind of fault (not_json, missing_field, ...) or the rule that refused (too_long, personal_data, contaminated, joins_two_splits, ...)',
  detail STRING NOT NULL COMMENT 'what is wrong with this row, in words; of a row that was joined with others, where their example is',
  text STRING NOT NULL COMMENT 'the row as read, at most its first 4,096 characters; personal data and secrets masked where they are the reason',
  row_went STRING COMMENT 'what became of the whole row: quarantined, duplicate (another of its examples is one) or out (another example of it stands, or this one from an earlier run); null in rows of earlier versions',
  run_id STRING NOT NULL COMMENT 'ingest run that made the entry first, ingest_runs.id',
  ingested_at TIMESTAMP NOT NULL COMMENT 'start of that run'
)
USING delta
COMMENT 'Rows, and examples of rows, that no table could take, and why; those of a run with row_went = quarantined are its rows_quarantined'
TBLPROPERTIES (
  'delta.constraints.reason_given' = 'length(reason) > 0 AND length(detail) > 0',
  'delta.constraints.known_way' = "row_went IS NULL OR row_went IN ('quarantined', 'duplicate', 'out')",
  'delta.constraints.text_bounded' = 'length(text) <= 4096'
);
