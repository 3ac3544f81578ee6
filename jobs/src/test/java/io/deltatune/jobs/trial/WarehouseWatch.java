package io.deltatune.jobs.trial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files of a warehouse while another process writes them; those that were there before do not
 * count.
 */
public final class WarehouseWatch {
  private final Path warehouse;
  private final Set<Path> before = new HashSet<>();
  private final Set<Path> seen = new HashSet<>();

  public WarehouseWatch(Path warehouse) {
    this.warehouse = warehouse;
    before.addAll(files());
  }

  /**
   * How many files were there at one of the calls, those of staging that are gone again included,
   * but not those that get another name when they are complete.
   */
  public int seen() {
    files().stream().filter(file -> !isTemporary(file)).forEach(seen::add);
    return seen.size();
  }

  private static boolean isTemporary(Path file) {
    return file.toString().contains("/_temporary/") || file.toString().contains(".tmp");
  }

  /** Whether there is a file in a folder of the warehouse now. */
  public boolean holds(String folder) {
    return files().stream().anyMatch(file -> warehouse.relativize(file).startsWith(folder));
  }

  /**
   * What a process that is gone was writing: files of tasks that did not end, unfinished commits,
   * files of a table that are newer than its commits.
   */
  public List<Path> unfinished() {
    List<Path> files = files();
    List<Path> unfinished = new ArrayList<>();
    for (Path file : files) {
      if (isTemporary(file) || isUncommitted(file)) {
        unfinished.add(warehouse.relativize(file));
      }
    }
    return unfinished;
  }

  /** Files of a run that are there only while it runs. */
  public List<Path> staged() {
    return files().stream()
        .map(warehouse::relativize)
        .filter(file -> file.startsWith("_staging"))
        .toList();
  }

  /** A data file in a table's folder, named by Spark; empty ones stay behind their commit. */
  private static boolean isUncommitted(Path file) {
    Path log = file.resolveSibling("_delta_log");
    String name = file.getFileName().toString();
    if (!name.startsWith("part-") || !name.endsWith(".parquet") || !Files.isDirectory(log)) {
      return false;
    }
    try (Stream<Path> commits = Files.list(log)) {
      for (Path commit : commits.filter(path -> path.toString().endsWith(".json")).toList()) {
        if (Files.getLastModifiedTime(commit).compareTo(Files.getLastModifiedTime(file)) >= 0) {
          return false;
        }
      }
      return true;
    } catch (NoSuchFileException gone) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>();
    if (!Files.isDirectory(warehouse)) {
      return files;
    }
    try {
      Files.walkFileTree(
          warehouse,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              String name = file.getFileName().toString();
              boolean counts = !name.contains(".crc") && !name.startsWith(".probe");
              if (counts && !before.contains(file)) {
                files.add(file);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path gone, IOException e) {
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException gone) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }
}
