CREATE TABLE IF NOT EXISTS delta.`${warehouse}/rule_counts` (
  run_id STRING NOT NULL COMMENT 'ingest run that counted, ingest_runs.id',
  source STRING NOT NULL COMMENT 'name of the dataset in the ingest recipe',
  rule STRING NOT NULL COMMENT 'rule of quality, as in the recipe and in flags: repetition, personal_data.email',
  action STRING NOT NULL COMMENT 'what the rule does in this run: flag, mask or refuse',
  rows BIGINT NOT NULL COMMENT 'examples of the source in which it found something; a rule without a row found nothing'
)
USING delta
COMMENT 'What each rule of quality found in an ingest run, by source'
TBLPROPERTIES (
  'delta.constraints.known_action' = "action IN ('flag', 'mask', 'refuse')",
  'delta.constraints.rows_counted' = 'rows >= 0'
);
