CREATE TABLE IF NOT EXISTS delta.`${warehouse}/raw_records` (
  id STRING NOT NULL COMMENT 'SHA-256 over source, file (without its version, where it has one), line and hash of the text',
  source STRING NOT NULL COMMENT 'name of the dataset in the ingest recipe',
  file STRING NOT NULL COMMENT 'URI of the file the row was read from; of a table or a data set of the hub with the version that it was read from first',
  line BIGINT NOT NULL COMMENT 'line in the file, or place in its JSON array, from 1',
  hash STRING NOT NULL COMMENT "SHA-256 of the row's text as read, UTF-8",
  text STRING NOT NULL COMMENT 'the row as read: a JSON object, or what stood in its place; personal data masked where the recipe masks or refuses it',
  run_id STRING NOT NULL COMMENT 'ingest run that saw the row first, ingest_runs.id',
  ingested_at TIMESTAMP NOT NULL COMMENT 'start of that run'
)
USING delta
COMMENT 'Source rows as read, one for each row of a source file'
TBLPROPERTIES (
  'delta.constraints.line_from_one' = 'line >= 1',
  'delta.constraints.hash_is_sha256' = 'length(hash) = 64'
);
