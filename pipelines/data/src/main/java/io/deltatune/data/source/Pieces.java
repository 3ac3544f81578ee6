package io.deltatune.data.source;

import io.deltatune.core.recipe.ingest.Format;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Deals files out to tasks: big ones in ranges so that one file keeps all cores busy, small ones
 * together so that thousands do not cost a task each. A source with a limit is one task, for its
 * rows are counted in order.
 */
final class Pieces {
  /** The length of a range of a big file: 32 MiB. */
  static final long RANGE = 32L << 20;

  /** What opening a file costs, in bytes that could be read instead. */
  private static final long OPENING = 64L << 10;

  private static final int MOST_IN_TASK = 1000;

  private final JavaSparkContext context;
  private final SerializableConfiguration configuration;
  private final CollectionAccumulator<FileSum> sums;

  Pieces(
      JavaSparkContext context,
      SerializableConfiguration configuration,
      CollectionAccumulator<FileSum> sums) {
    this.context = context;
    this.configuration = configuration;
    this.sums = sums;
  }

  /** What each task reads. */
  List<List<Piece>> tasks(List<SourceFile> files) {
    Map<Boolean, List<SourceFile>> limited =
        files.stream().collect(Collectors.partitioningBy(file -> file.limit() < Long.MAX_VALUE));
    List<List<Piece>> tasks = new ArrayList<>();
    limited.get(true).stream()
        .collect(Collectors.groupingBy(SourceFile::source, TreeMap::new, Collectors.toList()))
        .values()
        .forEach(source -> tasks.add(new ArrayList<>(source.stream().map(Piece::whole).toList())));
    List<Piece> pieces =
        numbered(limited.get(false).stream().flatMap(file -> split(file).stream()).toList());
    tasks.addAll(grouped(pieces));
    return tasks;
  }

  private List<List<Piece>> grouped(List<Piece> pieces) {
    long total = pieces.stream().mapToLong(piece -> piece.bytes() + OPENING).sum();
    long share = Math.max(1 << 20, Math.min(RANGE, total / (4L * context.defaultParallelism())));
    List<List<Piece>> tasks = new ArrayList<>();
    List<Piece> task = new ArrayList<>();
    long weight = 0;
    for (Piece piece : pieces) {
      long more = piece.bytes() + OPENING;
      if (!task.isEmpty() && (weight + more > share || task.size() == MOST_IN_TASK)) {
        tasks.add(task);
        task = new ArrayList<>();
        weight = 0;
      }
      task.add(piece);
      weight += more;
    }
    if (!task.isEmpty()) {
      tasks.add(task);
    }
    return tasks;
  }

  private List<Piece> split(SourceFile file) {
    if (file.bytes() < 2 * RANGE) {
      return List.of(Piece.whole(file));
    }
    Format format = formatOf(file);
    if (format != Format.JSONL && format != Format.PARQUET) {
      return List.of(Piece.whole(file));
    }
    SourceFile known = file.withFormat(format);
    List<Piece> pieces = new ArrayList<>();
    for (long start = 0; start < file.bytes(); start += RANGE) {
      pieces.add(new Piece(known, start, Math.min(start + RANGE, file.bytes()), 0));
    }
    return pieces;
  }

  /** The format of a file that can be read in ranges; {@code AUTO} for any other. */
  private Format formatOf(SourceFile file) {
    try (RawInput raw = RawInput.open(file, 0, configuration.value())) {
      byte[] head = raw.head(ByteCursor.BUFFER);
      boolean plain =
          Compression.of(head) == Compression.NONE && Compression.unsupported(head).isEmpty();
      if (!plain || file.format() != Format.AUTO) {
        return plain ? file.format() : Format.AUTO;
      }
      return FormatSniffer.of(new Path(file.uri()).getName(), head);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Counts the lines before each range of lines. */
  private List<Piece> numbered(List<Piece> pieces) {
    List<Piece> ranges =
        pieces.stream()
            .filter(piece -> !piece.isWhole() && piece.file().format() == Format.JSONL)
            .toList();
    if (ranges.isEmpty()) {
      return pieces;
    }
    FileSummer summer = new FileSummer(configuration);
    List<FileSum> counted = context.parallelize(ranges, ranges.size()).map(summer::piece).collect();
    Map<Piece, Long> before = new HashMap<>();
    long lines = 0;
    for (int i = 0; i < ranges.size(); i++) {
      Piece piece = ranges.get(i);
      lines = piece.start() == 0 ? 0 : lines;
      before.put(piece, lines);
      lines += counted.get(i).lines();
      sums.add(counted.get(i));
    }
    return pieces.stream().map(piece -> piece.after(before.getOrDefault(piece, 0L))).toList();
  }
}
