package io.deltatune.data.row;

import java.time.Instant;
import java.util.List;

/** What was found in one text of an example; table {@code annotations}. */
public record AnnotationRow(
    String exampleId,
    String part,
    String version,
    String source,
    @Nullable Integer sentences,
    @Nullable Integer tokens,
    @Nullable Double meanSentenceTokens,
    List<FoundSpan> found,
    String runId,
    Instant annotatedAt) {}
