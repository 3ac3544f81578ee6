package io.deltatune.data.table;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The warehouse's folder on its file system. */
final class WarehouseFiles {
  private final FileSystem files;
  private final Path root;
  private boolean knownWritable;

  /**
   * @throws UserError if the path is of a file system that is not known
   */
  WarehouseFiles(String path, Configuration configuration) {
    try {
      Path given = new Path(path);
      files = given.getFileSystem(configuration);
      root = files.makeQualified(given);
    } catch (IOException | IllegalArgumentException failure) {
      throw new UserError(
          ErrorCode.NOT_ACCESSIBLE,
          "the warehouse " + path + " cannot be opened",
          reason(failure),
          "give a folder, or a URI of a file system that Hadoop is set up for, with --warehouse",
          failure);
    }
  }

  Path root() {
    return root;
  }

  /** Whether the folder of a table holds a commit; a creation that was cut off left none. */
  boolean holdsTable(String name) {
    Path log = new Path(new Path(root, name), "_delta_log");
    return exists(new Path(log, "00000000000000000000.json"))
        || exists(new Path(log, "_last_checkpoint"));
  }

  boolean exists(Path path) {
    try {
      return files.exists(path);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /**
   * Makes the folder where it is absent and writes a file into it.
   *
   * @throws UserError if either fails
   */
  void requireWritable() {
    if (knownWritable) {
      return;
    }
    Path probe = new Path(root, ".probe-" + UUID.randomUUID());
    try {
      files.mkdirs(root);
      files.create(probe, false).close();
      files.delete(probe, false);
    } catch (IOException failure) {
      throw new UserError(
          ErrorCode.NOT_ACCESSIBLE,
          "the warehouse " + root + " cannot be written",
          reason(failure),
          "give a folder that you may write with --warehouse, or change its permissions",
          failure);
    }
    knownWritable = true;
  }

  private static String reason(Exception failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
