SELECT name, split, metric, signature, model, adapter, label, value, rows, scored_at
FROM (
  SELECT *, row_number() OVER (
    PARTITION BY name, split, metric, signature, model, adapter, data_version, decoding ORDER BY scored_at DESC) AS recency
  FROM scores)
WHERE recency = 1
ORDER BY name, split, metric, value DESC
