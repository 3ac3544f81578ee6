package io.deltatune.core.contamination;

import java.io.Serializable;

/**
 * A text of a benchmark.
 *
 * @param benchmark the benchmark's name in the recipe
 * @param file the URI of its file
 * @param line its line in the file, or its place in a JSON array, from 1
 * @param field the field that holds the text
 */
public record BenchmarkDocument(String benchmark, String file, long line, String field)
    implements Serializable {}
