package io.deltatune.data.row;

/** A document of a benchmark that an example touches; table {@code contamination}. */
public record ContaminationRow(
    String exampleId,
    String source,
    String file,
    long line,
    String benchmark,
    String documentFile,
    long documentLine,
    String field,
    String kind,
    int ngrams,
    double share,
    String sample,
    String action,
    String runId) {}
