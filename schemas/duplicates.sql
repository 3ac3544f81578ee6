CREATE TABLE IF NOT EXISTS delta.`${warehouse}/duplicates` (
  id STRING NOT NULL COMMENT 'SHA-256 over source, file, line and hash; raw_records.id of the same row',
  source STRING NOT NULL COMMENT 'name of the dataset in the ingest recipe',
  file STRING NOT NULL COMMENT 'URI of the file the row was read from',
  line BIGINT NOT NULL COMMENT 'line in the file, or place in its JSON array, from 1',
  example_id STRING NOT NULL COMMENT 'the example or pair that both rows are',
  kind STRING NOT NULL COMMENT 'how the two are alike: exact (same content hash)',
  kept_source STRING NOT NULL COMMENT 'source of the row that was kept',
  kept_file STRING NOT NULL COMMENT 'file of the row that was kept',
  kept_line BIGINT NOT NULL COMMENT 'line of the row that was kept',
  run_id STRING NOT NULL COMMENT 'ingest run that found the duplicate first, ingest_runs.id',
  ingested_at TIMESTAMP NOT NULL COMMENT 'start of that run'
)
USING delta
COMMENT 'Rows that were left out because another row with their content was kept'
TBLPROPERTIES ('delta.constraints.known_kind' = "kind IN ('exact')");
