package io.deltatune.data.ingest;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.hash.ContentHash;
import io.deltatune.core.recipe.IngestRecipe;
import io.deltatune.core.recipe.ingest.Source;
import io.deltatune.data.row.IngestedFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Finds the files of a recipe's sources. */
final class SourceFiles {
  private final Configuration configuration;

  SourceFiles(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * The files in the recipe's order, those of one source by name.
   *
   * @throws UserError if a source has no file
   */
  List<SourceFile> find(IngestRecipe recipe) {
    List<SourceFile> found = new ArrayList<>();
    for (Source source : recipe.sources()) {
      for (Path file : filesOf(source)) {
        found.add(
            new SourceFile(
                source.name(), source.shape(), source.format(), file.toString(), found.size()));
      }
    }
    return found;
  }

  /** A file's entry in the record of a run. */
  IngestedFile describe(SourceFile file, long rows) {
    Path path = new Path(file.uri());
    try {
      FileSystem files = path.getFileSystem(configuration);
      try (InputStream stream = files.open(path)) {
        String hash = ContentHash.ofStream(stream);
        long bytes = files.getFileStatus(path).getLen();
        return new IngestedFile(file.source(), file.uri(), hash, bytes, rows);
      }
    } catch (IOException failure) {
      throw unreadable(file.source(), file.uri(), failure);
    }
  }

  private List<Path> filesOf(Source source) {
    String written = source.path().resolved();
    try {
      Path pattern = new Path(written);
      FileSystem files = pattern.getFileSystem(configuration);
      List<Path> found = new ArrayList<>();
      for (FileStatus status : matches(files, pattern)) {
        addFiles(files, status, found);
      }
      if (found.isEmpty()) {
        throw missing(source, files.makeQualified(pattern));
      }
      found.sort(Comparator.naturalOrder());
      return found;
    } catch (IOException failure) {
      throw unreadable(source.name(), written, failure);
    }
  }

  /** The path itself where it exists, whatever characters it holds; else what it matches. */
  private static List<FileStatus> matches(FileSystem files, Path pattern) throws IOException {
    if (files.exists(pattern)) {
      return List.of(files.getFileStatus(pattern));
    }
    FileStatus[] matches = files.globStatus(pattern);
    return matches == null ? List.of() : Arrays.asList(matches);
  }

  private static void addFiles(FileSystem files, FileStatus status, List<Path> found)
      throws IOException {
    if (status.isFile()) {
      found.add(status.getPath());
      return;
    }
    for (FileStatus child : files.listStatus(status.getPath())) {
      String name = child.getPath().getName();
      if (!name.startsWith(".") && !name.startsWith("_")) {
        addFiles(files, child, found);
      }
    }
  }

  private static UserError missing(Source source, Path place) {
    return new UserError(
        ErrorCode.MISSING_FILE,
        "the source '" + source.name() + "' has no file: " + source.path().written(),
        "nothing is at " + place,
        "correct the source's path in the recipe, or bring the file there");
  }

  static UserError unreadable(String source, String file, IOException failure) {
    return new UserError(
        ErrorCode.NOT_ACCESSIBLE,
        "the source '" + source + "' cannot be read: " + file,
        String.valueOf(failure.getMessage()),
        "see that the file is whole and that you may read it",
        failure);
  }
}
