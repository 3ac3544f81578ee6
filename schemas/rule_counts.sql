CREATE TABLE IF NOT EXISTS delta.`${warehouse}/rule_counts` (
  run_id STRING NOT NULL COMMENT 'ingest run that counted, ingest_runs.id',
  source STRING NOT NULL COMMENT 'name of the dataset in the ingest recipe',
  rule STRING NOT NULL COMMENT 'rule of quality, as in the recipe and in flags (repetition, personal_data.email), or another reason of quarantine (not_json, missing_field, contaminated, joins_two_splits)',
  action STRING NOT NULL COMMENT 'what was done with the rows: flag, mask or refuse',
  rows BIGINT NOT NULL COMMENT 'source rows with an example in which it found something, each counted once; 0 for a rule that is on and found nothing; a rule behind the one that refused an example was not asked'
)
USING delta
COMMENT 'What each rule found in an ingest run, and why rows were refused, by source and action'
TBLPROPERTIES (
  'delta.constraints.known_action' = "action IN ('flag', 'mask', 'refuse')",
  'delta.constraints.rows_counted' = 'rows >= 0'
);
