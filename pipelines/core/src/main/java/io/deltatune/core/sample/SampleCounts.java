package io.deltatune.core.sample;

/**
 * What was written.
 *
 * @param demoLines lines of {@code demo.jsonl}, the broken ones among them
 * @param demoBroken lines that no ingestion can take: quarantine
 * @param demoDuplicates lines that repeat an earlier example exactly
 * @param vocabularyEntries entries of {@code tokenizer.json}
 */
public record SampleCounts(
    int demoLines,
    int demoBroken,
    int demoDuplicates,
    int preferencePairs,
    int pretrainRows,
    int heldOutRows,
    int vocabularyEntries) {}
