CREATE TABLE IF NOT EXISTS delta.`${warehouse}/reference_log_probabilities` (
  reference_model STRING NOT NULL COMMENT 'content hash of the model that was asked, models.hash',
  precision STRING COMMENT 'computing dtype in which it was asked: fp32 or bf16; null for rows of an earlier version, which are not used',
  pair STRING NOT NULL COMMENT 'SHA-256 over the token ids of prompt, chosen and rejected, after chat template and truncation',
  chosen DOUBLE NOT NULL COMMENT "sum of the log-probabilities of the chosen answer's tokens",
  rejected DOUBLE NOT NULL COMMENT "sum of the log-probabilities of the rejected answer's tokens",
  run_id STRING NOT NULL COMMENT 'training run that computed it; training_runs.id once that run is finished',
  computed_at TIMESTAMP NOT NULL COMMENT 'when it was written'
)
USING delta
COMMENT "What reference models make of preference pairs: computed once, reused by every later run";
