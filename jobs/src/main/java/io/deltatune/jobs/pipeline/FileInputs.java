package io.deltatune.jobs.pipeline;

import io.deltatune.core.config.InputPath;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.hash.ContentHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Hashes of the files and folders that a recipe reads. */
final class FileInputs {
  private final Configuration configuration;

  FileInputs(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * SHA-256 over the names and the contents of a file, of a folder's files, or of those that a glob
   * finds. Remote files count by length and time of change.
   *
   * @throws UserError if there is nothing
   */
  String hash(InputPath input) {
    try {
      Path path = new Path(input.resolved());
      FileSystem files = path.getFileSystem(configuration);
      FileStatus[] found = files.globStatus(path);
      if (found == null || found.length == 0) {
        throw new UserError(
            ErrorCode.MISSING_FILE,
            "there is no " + input.written(),
            "it was looked for at " + input.resolved(),
            "correct the path in the recipe, or run the job that makes it first");
      }
      ContentHash hash = ContentHash.of("files");
      for (FileStatus status : sorted(Arrays.stream(found))) {
        append(hash, files, status, status.getPath().getName());
      }
      return hash.hex();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void append(ContentHash hash, FileSystem files, FileStatus status, String name)
      throws IOException {
    if (status.isDirectory()) {
      for (FileStatus child : sorted(Arrays.stream(files.listStatus(status.getPath())))) {
        append(hash, files, child, name + "/" + child.getPath().getName());
      }
      return;
    }
    hash.field(name);
    if ("file".equals(files.getScheme())) {
      hash.field(ContentHash.ofFile(java.nio.file.Path.of(status.getPath().toUri().getPath())));
    } else {
      hash.field(status.getLen()).field(status.getModificationTime());
    }
  }

  private static List<FileStatus> sorted(Stream<FileStatus> statuses) {
    return statuses.sorted(Comparator.comparing(status -> status.getPath().toString())).toList();
  }
}
