CREATE TABLE IF NOT EXISTS delta.`${warehouse}/splits` (
  example_id STRING NOT NULL COMMENT 'instruction_examples.id or preference_pairs.id',
  group_key STRING NOT NULL COMMENT 'what was assigned as a whole',
  split STRING NOT NULL COMMENT 'train, validation or test',
  seed BIGINT NOT NULL COMMENT "seed of the hash that made the group's first assignment",
  run_id STRING NOT NULL COMMENT 'ingest run that added the example, ingest_runs.id'
)
USING delta
COMMENT "The register of splits; a group's first assignment is kept for ever"
TBLPROPERTIES ('delta.constraints.known_split' = "split IN ('train', 'validation', 'test')");
