package io.deltatune.data.row;

/** A source file of an ingest run. */
public record IngestedFile(String source, String path, String sha256, long bytes, long rows) {}
