CREATE TABLE IF NOT EXISTS delta.`${warehouse}/splits` (
  example_id STRING NOT NULL COMMENT 'id of the example in its table',
  group_key STRING NOT NULL COMMENT 'what the row may not be divided from: a fact, a prompt, a conversation',
  split STRING NOT NULL COMMENT 'train, validation or test; reserve: what is left where train is a number of examples',
  seed BIGINT NOT NULL COMMENT "seed of the hash that made the group's first assignment",
  source STRING COMMENT 'name of the dataset in the ingest recipe',
  cluster_key STRING COMMENT 'cluster of groups that hold near duplicates, assigned as a whole; null where the group was alone',
  run_id STRING NOT NULL COMMENT 'ingest run that added the example, ingest_runs.id'
)
USING delta
COMMENT "The register of splits; a first assignment is kept for ever"
TBLPROPERTIES ('delta.constraints.known_split' = "split IN ('train', 'validation', 'test', 'reserve')");
