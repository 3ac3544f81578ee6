CREATE TABLE IF NOT EXISTS delta.`${warehouse}/evaluation_runs` (
  id STRING NOT NULL COMMENT 'random id of the run',
  name STRING NOT NULL COMMENT 'name of the evaluation in its recipe',
  recipe_hash STRING NOT NULL COMMENT 'SHA-256 of the resolved recipe without output paths',
  recipe STRING NOT NULL COMMENT 'the resolved recipe',
  labels ARRAY<STRING> NOT NULL COMMENT 'the models that were compared, by label',
  data_table STRING NOT NULL COMMENT 'table of the references',
  data_version STRING NOT NULL COMMENT 'number@table id of that table',
  split STRING NOT NULL COMMENT 'split that was scored',
  rows BIGINT NOT NULL COMMENT 'examples that were scored for each label',
  code_version STRING NOT NULL COMMENT 'version of the program',
  started_at TIMESTAMP NOT NULL COMMENT 'start of the run',
  finished_at TIMESTAMP NOT NULL COMMENT 'end of the run'
)
USING delta
COMMENT 'Finished evaluations'
TBLPROPERTIES ('delta.constraints.rows_not_negative' = 'rows >= 0');
