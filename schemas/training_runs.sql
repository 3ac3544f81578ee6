CREATE TABLE IF NOT EXISTS delta.`${warehouse}/training_runs` (
  id STRING NOT NULL COMMENT 'id of the run, from what decides its result: recipe, rows and base model',
  name STRING NOT NULL COMMENT 'output name in the recipe',
  recipe_hash STRING NOT NULL COMMENT 'SHA-256 of the resolved recipe without output paths',
  recipe STRING NOT NULL COMMENT 'the resolved recipe',
  objective STRING NOT NULL COMMENT 'sft, dpo, pretrain, ...',
  base_model STRING NOT NULL COMMENT 'content hash of the model that was tuned, models.hash',
  result_model STRING COMMENT 'content hash of the adapter or model that came out, models.hash',
  data_table STRING NOT NULL COMMENT 'table or file the rows came from',
  data_version STRING COMMENT 'number@table id of that table; null for a file',
  rows BIGINT NOT NULL COMMENT 'rows of the training split that were used',
  rows_left_out BIGINT COMMENT 'rows of which the cut at the greatest length left no answer; the file quarantine.jsonl of the run names them; null for runs of an earlier version',
  steps BIGINT NOT NULL COMMENT 'optimiser steps of the run',
  skipped_steps BIGINT COMMENT 'those of them that were not applied, since their loss or gradient was not finite; null for runs of an earlier version',
  tokens BIGINT NOT NULL COMMENT 'tokens seen, prompts included',
  first_loss DOUBLE COMMENT 'training loss of the first step, mean over label tokens',
  last_loss DOUBLE COMMENT 'training loss of the last step',
  validation_loss_before DOUBLE COMMENT 'loss on the validation split before the first step',
  validation_loss_after DOUBLE COMMENT 'loss on the validation split of what came out',
  best_step BIGINT COMMENT 'step whose parameters came out, where the best held-out figure was sought; null for the last step',
  trainable_parameters BIGINT NOT NULL COMMENT 'numbers that were trained',
  seed BIGINT NOT NULL COMMENT 'seed of order, initial adapter and dropout',
  precision STRING NOT NULL COMMENT 'computing dtype: fp32 or bf16',
  precision_reason STRING NOT NULL COMMENT 'recipe, or auto with the figures of the probe of this machine',
  device STRING NOT NULL COMMENT 'cpu or cuda:N',
  threads INT NOT NULL COMMENT 'threads of the engine',
  resumed_from_step BIGINT COMMENT 'step of the checkpoint that the run continued from; null if it began anew',
  resumed_with STRING COMMENT 'what was not as before where the run went on from a checkpoint: threads, precision, a damaged checkpoint; empty for nothing, null for runs of an earlier version',
  peak_memory BIGINT COMMENT 'most bytes that were resident while the run, or its last part, went on, the JVM included; null where the system does not say, and for runs of an earlier version',
  path STRING NOT NULL COMMENT 'folder with adapter, checkpoints, metrics and recipe',
  code_version STRING NOT NULL COMMENT 'version of the program',
  started_at TIMESTAMP NOT NULL COMMENT 'start of the run',
  finished_at TIMESTAMP NOT NULL COMMENT 'end of the run'
)
USING delta
COMMENT 'Finished training runs: what went in, how, and what came out'
TBLPROPERTIES (
  'delta.constraints.known_precision' = "precision IN ('fp32', 'bf16')",
  'delta.constraints.counts' = 'rows >= 0 AND steps >= 0 AND tokens >= 0 AND threads >= 1'
);
