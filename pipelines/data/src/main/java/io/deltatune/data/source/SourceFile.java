package io.deltatune.data.source;

import io.deltatune.core.recipe.ingest.Format;
import io.deltatune.core.recipe.ingest.Source;
import java.io.Serializable;
import org.apache.hadoop.fs.FileStatus;

/**
 * A file to read, or a Delta table.
 *
 * @param source the dataset's name
 * @param order its place among all files of the recipe: of equal rows the earliest is kept
 * @param format how its rows are separated; {@code AUTO} where its beginning tells
 * @param uri where it lies
 * @param name what the tables call it: the uri, or where it was fetched from
 * @param bytes its length when it was found
 * @param modified when it was changed last, in milliseconds, when it was found
 * @param limit the most rows of the whole source, {@link Long#MAX_VALUE} for all
 * @param table what to read of a Delta table, null for a file
 */
public record SourceFile(
    String source,
    int order,
    Format format,
    String uri,
    String name,
    long bytes,
    long modified,
    long limit,
    TableSource table)
    implements Serializable {
  /** A file of a source as it lies there now. */
  static SourceFile of(Source source, int order, FileStatus status, String name) {
    return new SourceFile(
        source.name(),
        order,
        source.format(),
        status.getPath().toString(),
        name,
        status.getLen(),
        status.getModificationTime(),
        source.limit().orElse(Long.MAX_VALUE),
        null);
  }

  boolean isTable() {
    return table != null;
  }

  SourceFile withFormat(Format other) {
    return new SourceFile(source, order, other, uri, name, bytes, modified, limit, table);
  }
}
