package io.deltatune.data.source.hub;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Chooses the files of a repository, or of a folder, that hold its data. */
public final class HubData {
  /** What rows are read from, the one to prefer first. */
  private static final List<String> KINDS =
      List.of(
          "parquet",
          "jsonl",
          "ndjson",
          "jsonlines",
          "json",
          "csv",
          "tsv",
          "tab",
          "arrow",
          "feather",
          "txt",
          "text");

  private static final Pattern ABOUT =
      Pattern.compile(
          "[._].*|dataset_(infos?|dict)\\.json|state\\.json|(?i:readme|licen[cs]e|notice)(\\..*)?");

  private HubData() {}

  /** The files that a path means: itself, what lies below it, or what it matches. */
  static List<HubFile> at(String path, List<HubFile> files) {
    String folder = path.endsWith("/") ? path : path + "/";
    List<HubFile> found =
        files.stream()
            .filter(file -> file.path().equals(path) || file.path().startsWith(folder))
            .toList();
    if (found.isEmpty()) {
      PathMatcher glob = FileSystems.getDefault().getPathMatcher("glob:" + path);
      found = files.stream().filter(file -> glob.matches(Path.of(file.path()))).toList();
    }
    boolean several = found.size() > 1;
    return sorted(found.stream().filter(file -> !several || isData(file.path())).toList());
  }

  /** All data of a repository: of its kinds of files the one that most are of. */
  static List<HubFile> all(List<HubFile> files) {
    Map<String, List<HubFile>> kinds =
        files.stream()
            .filter(file -> isData(file.path()))
            .collect(Collectors.groupingBy(file -> kind(file.path())));
    return kinds.entrySet().stream()
        .max(
            Comparator.<Map.Entry<String, List<HubFile>>>comparingInt(
                    kind -> kind.getValue().size())
                .thenComparing(kind -> -KINDS.indexOf(kind.getKey())))
        .map(kind -> sorted(kind.getValue()))
        .orElse(List.of());
  }

  /** Whether a file holds rows, as far as its name tells. */
  public static boolean isData(String path) {
    return !isAbout(path) && KINDS.contains(kind(path));
  }

  /** Whether a file is hidden, or tells about the data that it lies beside. */
  public static boolean isAbout(String path) {
    return ABOUT.matcher(path.substring(path.lastIndexOf('/') + 1)).matches();
  }

  private static String kind(String path) {
    String plain = path.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|gzip|zst|zstd)$", "");
    return plain.substring(plain.lastIndexOf('.') + 1);
  }

  private static List<HubFile> sorted(List<HubFile> files) {
    return files.stream().sorted(Comparator.comparing(HubFile::path)).toList();
  }
}
