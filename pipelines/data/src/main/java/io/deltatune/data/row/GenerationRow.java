package io.deltatune.data.row;

import java.time.Instant;

/** An answer of a model; table {@code generations}. */
public record GenerationRow(
    String id,
    String name,
    String model,
    @Nullable String adapter,
    String promptHash,
    String template,
    String decoding,
    @Nullable String exampleId,
    String prompt,
    String answer,
    int promptTokens,
    int answerTokens,
    String finishReason,
    String precision,
    Instant generatedAt) {}
