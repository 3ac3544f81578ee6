CREATE TABLE IF NOT EXISTS delta.`${warehouse}/row_scores` (
  generation_id STRING NOT NULL COMMENT 'generations.id',
  example_id STRING NOT NULL COMMENT 'instruction_examples.id of the reference',
  metric STRING NOT NULL COMMENT 'bleu, rouge_l, exact_match, ...',
  value DOUBLE NOT NULL COMMENT "score of this answer, on the metric's own scale",
  signature STRING NOT NULL COMMENT 'how it was computed: tokeniser, smoothing, version'
)
USING delta
COMMENT 'Scores of single answers against their references'
TBLPROPERTIES ('delta.constraints.value_is_number' = 'NOT isnan(value)');
