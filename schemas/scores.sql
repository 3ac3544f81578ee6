CREATE TABLE IF NOT EXISTS delta.`${warehouse}/scores` (
  evaluation_id STRING NOT NULL COMMENT 'evaluation_runs.id of the run that computed it',
  name STRING NOT NULL COMMENT 'name of the evaluation in its recipe',
  label STRING NOT NULL COMMENT 'which of the compared sets of answers, generations.name',
  compared_with STRING COMMENT 'label of the set that this one is compared with; null for that set itself',
  model STRING NOT NULL COMMENT 'hash of the base model, models.hash',
  adapter STRING COMMENT 'hash of the adapter, models.hash; null without one',
  metric STRING NOT NULL COMMENT 'bleu, rouge_l, exact_match, ...',
  value DOUBLE NOT NULL COMMENT "score over all rows, on the metric's own scale",
  rows BIGINT NOT NULL COMMENT 'answers that were scored',
  signature STRING NOT NULL COMMENT 'how it was computed: tokeniser, smoothing, version',
  decoding STRING NOT NULL COMMENT 'decoding settings as JSON, keys sorted',
  data_table STRING NOT NULL COMMENT 'table of the references',
  data_version STRING NOT NULL COMMENT 'number@table id of that table',
  split STRING NOT NULL COMMENT 'split that was scored',
  scored_at TIMESTAMP NOT NULL COMMENT 'when it was computed'
)
USING delta
COMMENT 'Scores of whole evaluations, with all that is needed to repeat them'
TBLPROPERTIES (
  'delta.constraints.value_is_number' = 'NOT isnan(value)',
  'delta.constraints.rows_scored' = 'rows > 0'
);
