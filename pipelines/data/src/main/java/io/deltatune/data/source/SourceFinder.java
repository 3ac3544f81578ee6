package io.deltatune.data.source;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.recipe.ingest.Format;
import io.deltatune.core.recipe.ingest.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Finds the files of a path: the file itself, those of a folder and its subfolders, or what a glob
 * matches. Names that begin with {@code .} or {@code _} are passed over within folders; a symbolic
 * link that leads back into a folder that was seen is not followed.
 */
final class SourceFinder {
  private final Configuration configuration;

  SourceFinder(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * The files by name.
   *
   * @throws UserError if there is none
   */
  List<FileStatus> files(Source source) {
    String written = source.path().resolved();
    try {
      Path pattern = new Path(written);
      FileSystem files = pattern.getFileSystem(configuration);
      List<FileStatus> found = new ArrayList<>();
      Set<String> seen = new HashSet<>();
      for (FileStatus status : matches(files, pattern)) {
        add(files, status, found, seen);
      }
      if (found.isEmpty()) {
        throw missing(source, "nothing is at " + files.makeQualified(pattern));
      }
      found.sort(Comparator.comparing(FileStatus::getPath));
      return found;
    } catch (IOException | IllegalArgumentException failure) {
      throw SourceErrors.unreadable(source.name(), written, failure);
    }
  }

  /** Whether the path is a folder with the log of a Delta table. */
  boolean isTable(Source source) {
    String written = source.path().resolved();
    try {
      Path path = new Path(written);
      FileSystem files = path.getFileSystem(configuration);
      boolean table = files.exists(new Path(path, "_delta_log"));
      if (!table && source.format() == Format.DELTA) {
        throw missing(source, "there is no folder _delta_log in " + files.makeQualified(path));
      }
      return table;
    } catch (IOException | IllegalArgumentException failure) {
      throw SourceErrors.unreadable(source.name(), written, failure);
    }
  }

  /** What lies at a path. */
  FileStatus status(Source source, Path path) {
    try {
      return path.getFileSystem(configuration).getFileStatus(path);
    } catch (IOException failure) {
      throw SourceErrors.unreadable(source.name(), path.toString(), failure);
    }
  }

  /** The path with its file system. */
  Path qualified(Source source) {
    try {
      Path path = new Path(source.path().resolved());
      return path.getFileSystem(configuration).makeQualified(path);
    } catch (IOException failure) {
      throw SourceErrors.unreadable(source.name(), source.path().written(), failure);
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

  private static void add(
      FileSystem files, FileStatus status, List<FileStatus> found, Set<String> seen)
      throws IOException {
    if (status.isFile()) {
      found.add(status);
      return;
    }
    if (!seen.add(realPath(status.getPath()))) {
      return;
    }
    for (FileStatus child : files.listStatus(status.getPath())) {
      String name = child.getPath().getName();
      if (!name.startsWith(".") && !name.startsWith("_")) {
        add(files, child, found, seen);
      }
    }
  }

  private static String realPath(Path path) throws IOException {
    boolean local = "file".equals(path.toUri().getScheme());
    return local
        ? java.nio.file.Path.of(path.toUri().getPath()).toRealPath().toString()
        : path.toString();
  }

  private static UserError missing(Source source, String cause) {
    return new UserError(
        ErrorCode.MISSING_FILE,
        "the source '" + source.name() + "' has no file: " + source.path().written(),
        cause,
        "correct the source's path in the recipe, or bring the file there");
  }
}
