SELECT 'instruction_examples' AS in_table, id, source, split, group_key, language, flags, prompt_tokens, answer_tokens,
  file, line, run_id
FROM instruction_examples
UNION ALL
SELECT 'preference_pairs', id, source, split, group_key, language, flags, prompt_tokens, answer_tokens, file, line, run_id
FROM preference_pairs
UNION ALL
SELECT 'labelled_answers', id, source, split, group_key, language, flags, prompt_tokens, answer_tokens, file, line, run_id
FROM labelled_answers
UNION ALL
SELECT 'plain_texts', id, source, split, group_key, language, flags, prompt_tokens, answer_tokens, file, line, run_id
FROM plain_texts
