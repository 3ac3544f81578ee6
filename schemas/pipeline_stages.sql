CREATE TABLE IF NOT EXISTS delta.`${warehouse}/pipeline_stages` (
  pipeline STRING NOT NULL COMMENT 'name of the pipeline recipe',
  stage STRING NOT NULL COMMENT 'name of the stage in it',
  fingerprint STRING NOT NULL COMMENT "SHA-256 over the stage's recipe, its inputs' hashes and versions, and the code version",
  outputs MAP<STRING, STRING> NOT NULL COMMENT 'what the stage left: model hashes, paths, run ids',
  finished_at TIMESTAMP NOT NULL COMMENT 'when the stage was done'
)
USING delta
COMMENT 'Finished stages of pipelines; a stage with a known fingerprint is skipped'
TBLPROPERTIES ('delta.constraints.fingerprint_is_sha256' = 'length(fingerprint) = 64');
