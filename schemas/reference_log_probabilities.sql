CREATE TABLE IF NOT EXISTS delta.`${warehouse}/reference_log_probabilities` (
  reference_model STRING NOT NULL COMMENT 'content hash of the model that was asked, models.hash',
  pair STRING NOT NULL COMMENT 'SHA-256 over the token ids of prompt, chosen and rejected, after chat template and truncation',
  chosen DOUBLE NOT NULL COMMENT "sum of the log-probabilities of the chosen answer's tokens",
  rejected DOUBLE NOT NULL COMMENT "sum of the log-probabilities of the rejected answer's tokens",
  run_id STRING NOT NULL COMMENT 'training run that computed it, training_runs.id',
  computed_at TIMESTAMP NOT NULL COMMENT 'when it was written'
)
USING delta
COMMENT "What reference models make of preference pairs: computed once, reused by every later run";
