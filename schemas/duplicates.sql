CREATE TABLE IF NOT EXISTS delta.`${warehouse}/duplicates` (
  id STRING NOT NULL COMMENT 'SHA-256 over source, file (without its version, where it has one), line and hash of the text; raw_records.id of the same row',
  source STRING NOT NULL COMMENT 'name of the dataset in the ingest recipe',
  file STRING NOT NULL COMMENT 'URI of the file the row was read from; of a table or a data set of the hub with the version that it was read from first',
  line BIGINT NOT NULL COMMENT 'line in the file, or place in its JSON array, from 1',
  example_id STRING NOT NULL COMMENT 'the example that the row would be, or would be a part of',
  kind STRING NOT NULL COMMENT 'how it is like the kept row: exact (same content hash), normalised (same words), near (alike n-grams)',
  similarity DOUBLE COMMENT 'Jaccard index of word n-grams with the kept row; where it was joined through others, the highest with one of its cluster; 1 unless near',
  kept_source STRING NOT NULL COMMENT 'source of the row that was kept',
  kept_file STRING NOT NULL COMMENT 'file of the row that was kept',
  kept_line BIGINT NOT NULL COMMENT 'line of the row that was kept',
  kept_example_id STRING COMMENT 'the example that was kept; null in rows of earlier versions, which are exact',
  row_went STRING COMMENT 'what became of the whole row: duplicate, or out (another example of it stands); null in rows of earlier versions',
  run_id STRING NOT NULL COMMENT 'ingest run that made the entry first, ingest_runs.id',
  ingested_at TIMESTAMP NOT NULL COMMENT 'start of that run'
)
USING delta
COMMENT 'Rows, and examples of rows, that were left out because one that is the same, or nearly, was kept'
TBLPROPERTIES (
  'delta.constraints.known_kind' = "kind IN ('exact', 'normalised', 'near')",
  'delta.constraints.known_way' = "row_went IS NULL OR row_went IN ('duplicate', 'out')"
);
