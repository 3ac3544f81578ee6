CREATE TABLE IF NOT EXISTS delta.`${warehouse}/ingest_runs` (
  id STRING NOT NULL COMMENT 'random id of the run',
  recipe_hash STRING NOT NULL COMMENT 'SHA-256 of the resolved recipe without output paths',
  recipe STRING NOT NULL COMMENT 'the resolved recipe',
  seed BIGINT NOT NULL COMMENT 'seed of the splits',
  files ARRAY<STRUCT<source: STRING COMMENT 'dataset', path: STRING COMMENT 'URI', sha256: STRING COMMENT "of the file's bytes", bytes: BIGINT COMMENT 'size', rows: BIGINT COMMENT 'rows read from it'>> NOT NULL COMMENT 'the files that were read',
  rows_read BIGINT NOT NULL COMMENT 'rows in the files, counted where they are read',
  rows_out BIGINT NOT NULL COMMENT 'rows of which at least one example stands in a table',
  rows_new BIGINT NOT NULL COMMENT 'those of rows_out of which this run added an example',
  rows_quarantined BIGINT NOT NULL COMMENT 'rows that were refused: distinct ids in quarantine with row_went = quarantined, right after the run, of the files that it read',
  rows_duplicate BIGINT NOT NULL COMMENT 'rows left out as duplicates: likewise, in duplicates with row_went = duplicate',
  examples_new MAP<STRING, BIGINT> NOT NULL COMMENT 'table -> examples that this run added to it; a row may give several',
  quarantined_by_reason MAP<STRING, BIGINT> NOT NULL COMMENT 'refused rows, refused examples of rows and rows with a part in these only, by reason: entries of quarantine',
  versions_before MAP<STRING, STRING> NOT NULL COMMENT 'table -> number@table id when the run began; absent tables left out',
  versions_after MAP<STRING, STRING> NOT NULL COMMENT 'table -> number@table id when the run ended',
  notes ARRAY<STRING> COMMENT 'what the rows did not allow, in words: numbers of examples of splits that were not met; null in rows of earlier versions',
  code_version STRING NOT NULL COMMENT 'version of the program',
  started_at TIMESTAMP NOT NULL COMMENT 'start of the run',
  finished_at TIMESTAMP NOT NULL COMMENT 'end of the run'
)
USING delta
COMMENT 'Finished ingest runs and their accounts'
TBLPROPERTIES (
  'delta.constraints.accounts' = 'rows_read = rows_out + rows_quarantined + rows_duplicate',
  'delta.constraints.new_within_out' = 'rows_new BETWEEN 0 AND rows_out'
);
