CREATE TABLE IF NOT EXISTS delta.`${warehouse}/signatures` (
  example_id STRING NOT NULL COMMENT 'id of the example in its table',
  parameters STRING NOT NULL COMMENT 'what the hashes depend on; only those of the same parameters compare',
  bands ARRAY<BIGINT> NOT NULL COMMENT 'hashes of which near duplicates are likely to share one (MinHash with banding)',
  run_id STRING NOT NULL COMMENT 'ingest run that added the example, ingest_runs.id'
)
USING delta
COMMENT 'Signatures of kept examples, with which later runs find what is nearly the same';
