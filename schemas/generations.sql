CREATE TABLE IF NOT EXISTS delta.`${warehouse}/generations` (
  id STRING NOT NULL COMMENT 'SHA-256 over model, adapter, prompt, template and decoding settings',
  name STRING NOT NULL COMMENT 'output name of the generate recipe: before, after, ...',
  model STRING NOT NULL COMMENT 'hash of the base model, models.hash',
  adapter STRING COMMENT 'hash of the adapter, models.hash; null without one',
  prompt_hash STRING NOT NULL COMMENT 'SHA-256 of the rendered prompt',
  template STRING NOT NULL COMMENT 'name of the chat template',
  decoding STRING NOT NULL COMMENT 'decoding settings as JSON, keys sorted',
  example_id STRING COMMENT 'instruction_examples.id, through which the reference is joined',
  prompt STRING NOT NULL COMMENT 'the rendered prompt',
  answer STRING NOT NULL COMMENT 'what the model wrote, without control tokens',
  prompt_tokens INT NOT NULL COMMENT 'tokens of the rendered prompt',
  answer_tokens INT NOT NULL COMMENT 'tokens that were generated',
  finish_reason STRING NOT NULL COMMENT 'why it ended: end_of_turn, end_of_text, stop_token, stop_string or length; stop in rows of earlier versions',
  precision STRING NOT NULL COMMENT 'computing dtype: fp32 or bf16',
  generated_at TIMESTAMP NOT NULL COMMENT 'when the answer was written'
)
USING delta
COMMENT 'Answers of models, one for each name, model, adapter, prompt, template and decoding'
TBLPROPERTIES (
  'delta.constraints.known_finish' = "finish_reason IN ('end_of_turn', 'end_of_text', 'stop_token', 'stop_string', 'length', 'stop')",
  'delta.constraints.token_counts' = 'prompt_tokens > 0 AND answer_tokens >= 0'
);
