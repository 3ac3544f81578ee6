package io.deltatune.data.ingest;

import io.deltatune.core.recipe.ingest.Format;
import java.io.Serializable;

/**
 * A file to read.
 *
 * @param source the dataset's name
 * @param uri where it lies
 * @param order its place among all files of the recipe: of equal rows the earliest is kept
 */
record SourceFile(String source, String shape, Format format, String uri, int order)
    implements Serializable {}
