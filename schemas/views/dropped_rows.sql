SELECT id, source, file, line, reason, detail, text, run_id
FROM quarantine
WHERE row_went IS NULL OR row_went <> 'out'
UNION ALL
SELECT d.id, d.source, d.file, d.line, concat('duplicate_', d.kind) AS reason,
  concat('kept is ', d.kept_file, ' line ', d.kept_line) AS detail, r.text, d.run_id
FROM duplicates d LEFT JOIN raw_records r ON r.id = d.id
WHERE d.row_went IS NULL OR d.row_went <> 'out'
