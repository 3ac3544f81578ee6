CREATE TABLE IF NOT EXISTS delta.`${warehouse}/training_metrics` (
  run_id STRING NOT NULL COMMENT 'training_runs.id',
  step BIGINT NOT NULL COMMENT 'optimiser step, from 1; 0 is before the first',
  split STRING NOT NULL COMMENT 'rows that were measured: train or validation',
  loss DOUBLE NOT NULL COMMENT 'sum over label tokens / label tokens of the whole step',
  learning_rate DOUBLE COMMENT 'the rate applied in this step; null for validation',
  grad_norm DOUBLE COMMENT 'norm of the gradient before clipping; null for validation',
  num_tokens BIGINT COMMENT 'tokens seen up to and with this step',
  extras MAP<STRING, DOUBLE> NOT NULL COMMENT 'further figures by name, rewards/margins for example'
)
USING delta
COMMENT 'Losses and rates, one row for each logged step'
TBLPROPERTIES (
  'delta.constraints.known_split' = "split IN ('train', 'validation')",
  'delta.constraints.step_from_zero' = 'step >= 0'
);
