CREATE TABLE IF NOT EXISTS delta.`${warehouse}/contamination` (
  example_id STRING NOT NULL COMMENT 'the example that overlaps, kept or not',
  source STRING NOT NULL COMMENT 'name of its dataset in the ingest recipe',
  file STRING NOT NULL COMMENT 'URI of the file its row was read from',
  line BIGINT NOT NULL COMMENT 'line in that file, or place in its JSON array, from 1',
  benchmark STRING NOT NULL COMMENT 'name of the benchmark in the ingest recipe',
  document_file STRING NOT NULL COMMENT "URI of the benchmark's file",
  document_line BIGINT NOT NULL COMMENT 'line of the document in that file, or its place in a JSON array or a table, from 1',
  field STRING NOT NULL COMMENT 'field of the document that overlaps',
  kind STRING NOT NULL COMMENT "ngram (13 words in a row, unless the recipe says otherwise) or exact (a short document whose words are a whole turn)",
  ngrams INT NOT NULL COMMENT "distinct n-grams of the document's field that the example holds",
  share DOUBLE NOT NULL COMMENT "the same as a share of all the field's n-grams, 0 to 1",
  sample STRING NOT NULL COMMENT 'the first overlap as it stands in the example',
  action STRING NOT NULL COMMENT 'flag (the example was kept) or remove (its row went to quarantine)',
  run_id STRING NOT NULL COMMENT 'ingest run that found the overlap first, ingest_runs.id'
)
USING delta
COMMENT 'Which rows touch which documents of benchmarks';
