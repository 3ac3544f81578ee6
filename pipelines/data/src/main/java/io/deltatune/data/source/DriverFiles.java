package io.deltatune.data.source;

import io.deltatune.core.recipe.ingest.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;

/**
 * Files that are read on the driver, without a Spark job: for what is small, such as benchmarks.
 */
public final class DriverFiles {
  private final Configuration configuration;

  /** Files of the file systems that are set up here. */
  public DriverFiles(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * The files of a path by name.
   *
   * @throws io.deltatune.core.error.UserError if there is none
   */
  public List<SourceFile> find(Source source) {
    List<SourceFile> found = new ArrayList<>();
    for (FileStatus status : new SourceFinder(configuration).files(source)) {
      found.add(SourceFile.of(source, found.size(), status, status.getPath().toString()));
    }
    return found;
  }

  /**
   * Hands over the rows of a file one after the other.
   *
   * @throws io.deltatune.core.error.UserError if the file cannot be read, or not as rows
   */
  public void read(SourceFile file, Consumer<SourceRow> each) {
    try (PieceRows rows = PieceRows.open(Piece.whole(file), configuration)) {
      rows.forEachRemaining(each);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
