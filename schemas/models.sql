CREATE TABLE IF NOT EXISTS delta.`${warehouse}/models` (
  hash STRING NOT NULL COMMENT "SHA-256 over tensors and config; an adapter's includes its base's",
  kind STRING NOT NULL COMMENT 'base, adapter or merged',
  name STRING NOT NULL COMMENT 'folder or output name',
  parent STRING COMMENT 'hash of the model that an adapter sits on or a merged model came from',
  architecture STRING NOT NULL COMMENT 'Gemma3ForCausalLM, LoRA, ...',
  parameters BIGINT NOT NULL COMMENT 'numbers in its tensors',
  dtype STRING NOT NULL COMMENT 'dtype of the stored tensors: bf16, fp32, ...',
  path STRING NOT NULL COMMENT 'folder that it was read from or written to when first seen',
  run_id STRING COMMENT 'training run that made it, training_runs.id; null for a model from elsewhere',
  created_at TIMESTAMP NOT NULL COMMENT 'when it was first seen'
)
USING delta
COMMENT 'Every model and adapter that was used or made, by content'
TBLPROPERTIES (
  'delta.constraints.known_kind' = "kind IN ('base', 'adapter', 'merged')",
  'delta.constraints.adapter_has_parent' = "kind <> 'adapter' OR parent IS NOT NULL"
);
