package io.deltatune.data.source;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.recipe.ingest.Format;
import io.deltatune.core.recipe.ingest.Source;
import io.deltatune.data.source.hub.HubData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the files of a path: the file itself, those of a folder and its subfolders, or what a glob
 * matches. Within folders files that hold no data by their names are passed over, as on the hub;
 * where the recipe names the format only those that are hidden or tell about the data. A symbolic
 * link that leads back into a folder that was seen is not followed.
 */
final class SourceFinder {
  private static final Logger LOG = LoggerFactory.getLogger(SourceFinder.class);
  private static final int TOLD = 5;

  /** What MapReduce and Spark call a part of their output. */
  private static final Pattern PART = Pattern.compile("part-[^.]*(\\.(gz|zst))?");

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
      Search search = new Search(files, source.format() != Format.AUTO);
      for (FileStatus status : matches(files, pattern)) {
        search.add(status);
      }
      if (!search.passedOver.isEmpty()) {
        LOG.warn("the source '{}': {}", source.name(), search.told());
      }
      if (search.found.isEmpty()) {
        throw missing(
            source,
            search.passedOver.isEmpty()
                ? "nothing is at " + files.makeQualified(pattern)
                : search.told() + "; name the source's format, or give a glob");
      }
      search.found.sort(Comparator.comparing(FileStatus::getPath));
      return search.found;
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

  /** What is found at a path. */
  private static final class Search {
    private final FileSystem files;
    private final boolean isFormatKnown;
    private final List<FileStatus> found = new ArrayList<>();
    private final List<String> passedOver = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    Search(FileSystem files, boolean isFormatKnown) {
      this.files = files;
      this.isFormatKnown = isFormatKnown;
    }

    void add(FileStatus status) throws IOException {
      if (status.isFile()) {
        found.add(status);
      } else if (seen.add(realPath(status.getPath()))) {
        for (FileStatus child : files.listStatus(status.getPath())) {
          addChild(child);
        }
      }
    }

    private void addChild(FileStatus child) throws IOException {
      String name = child.getPath().getName();
      if (HubData.isAbout(name)) {
        return;
      }
      if (child.isDirectory()
          || isFormatKnown
          || HubData.isData(name)
          || PART.matcher(name).matches()) {
        add(child);
      } else {
        passedOver.add(name);
      }
    }

    String told() {
      String names = String.join(", ", passedOver.subList(0, Math.min(TOLD, passedOver.size())));
      return passedOver.size()
          + " files hold no data by their names and are not read: "
          + (passedOver.size() > TOLD ? names + ", ..." : names);
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
