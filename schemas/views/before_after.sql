SELECT later.name, later.split, later.metric, earlier.label AS baseline, later.label,
  earlier.value AS before, later.value AS after, later.value - earlier.value AS change,
  later.rows, later.signature, later.scored_at
FROM scores AS later
JOIN scores AS earlier
  ON later.evaluation_id = earlier.evaluation_id
  AND later.compared_with = earlier.label
  AND later.metric = earlier.metric
  AND later.signature = earlier.signature
ORDER BY later.scored_at, later.name, later.metric
