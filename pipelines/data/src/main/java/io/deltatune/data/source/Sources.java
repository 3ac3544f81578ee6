package io.deltatune.data.source;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.hash.ContentHash;
import io.deltatune.core.recipe.ingest.Source;
import io.deltatune.data.row.IngestedFile;
import io.deltatune.data.source.hub.Hub;
import io.deltatune.data.source.hub.HubPath;
import io.deltatune.data.source.hub.HubSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The sources of one run of a recipe: finds their files, reads their rows, and tells afterwards
 * whether what was read is what lies there.
 */
public final class Sources {
  private final SparkSession spark;
  private final Configuration configuration;
  private final SerializableConfiguration shipped;
  private final SourceFinder finder;
  private final Path downloads;
  private final Supplier<Hub> hub;
  private final Consumer<String> told;
  private final CollectionAccumulator<FileSum> sums;
  private final Map<Integer, String> hashes = new HashMap<>();

  /**
   * Sources that are read in this session.
   *
   * @param warehouse the folder in whose {@code _downloads} the hub's data sets are kept
   * @param told how far downloads have come, in words
   */
  public Sources(SparkSession spark, String warehouse, Consumer<String> told) {
    this(spark, warehouse, () -> Hub.of(System.getenv()), told);
  }

  Sources(SparkSession spark, String warehouse, Supplier<Hub> hub, Consumer<String> told) {
    this.spark = spark;
    this.downloads = new Path(warehouse, "_downloads");
    this.hub = hub;
    this.told = told;
    this.configuration = spark.sessionState().newHadoopConf();
    this.finder = new SourceFinder(configuration);
    this.shipped = new SerializableConfiguration(configuration);
    this.sums = spark.sparkContext().collectionAccumulator("files read");
  }

  /**
   * The files in the sources' order, those of one source by name; a Delta table is one of them.
   *
   * @throws UserError if a source has no file, or is asked for a version and is no Delta table
   */
  public List<SourceFile> find(List<Source> sources) {
    List<SourceFile> found = new ArrayList<>();
    for (Source source : sources) {
      if (HubPath.isOne(source.path().resolved())) {
        requireNoVersion(source);
        addFetched(source, found);
      } else if (finder.isTable(source)) {
        Path path = finder.qualified(source);
        found.add(new DeltaTables(spark).find(source, path, found.size()));
      } else {
        requireNoVersion(source);
        for (FileStatus status : finder.files(source)) {
          String name = status.getPath().toString();
          requireOwnPlace(source, name);
          found.add(SourceFile.of(source, found.size(), status, name));
        }
      }
    }
    return found;
  }

  private void addFetched(Source source, List<SourceFile> found) {
    HubPath path = HubPath.parse(source.path().resolved());
    for (HubSource.Fetched fetched :
        new HubSource(hub.get(), downloads, configuration, told).fetch(path)) {
      FileStatus status = finder.status(source, fetched.path());
      found.add(SourceFile.of(source, found.size(), status, fetched.name()));
    }
  }

  /** Tables call a version of a Delta table by such a name, so that two files would be one. */
  private static void requireOwnPlace(Source source, String name) {
    if (!FilePlace.of(name).equals(name)) {
      throw new UserError(
          ErrorCode.CONFIG,
          "the source '" + source.name() + "' has a file that is called as a version is: " + name,
          "names that end in @v and a number are those of versions of Delta tables",
          "give the file another name, or an extension such as .jsonl");
    }
  }

  private static void requireNoVersion(Source source) {
    if (source.version().isPresent() || source.changesSince().isPresent()) {
      throw new UserError(
          ErrorCode.CONFIG,
          "the source '" + source.name() + "' is no Delta table: " + source.path().written(),
          "version and changes_since are for Delta tables only",
          "leave them out, or give the folder that holds _delta_log");
    }
  }

  /** All rows, in no order; each knows its file and line. */
  public JavaRDD<SourceRow> rows(List<SourceFile> files) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    List<List<Piece>> tasks = new Pieces(context, shipped, sums).tasks(lying(files));
    JavaRDD<SourceRow> rows =
        context
            .parallelize(tasks, Math.max(1, tasks.size()))
            .flatMap(new PieceReader(shipped, sums));
    for (SourceFile table : files) {
      if (table.isTable()) {
        rows = rows.union(new DeltaRows(spark).rows(table));
      }
    }
    return rows;
  }

  private static List<SourceFile> lying(List<SourceFile> files) {
    return files.stream().filter(file -> !file.isTable()).toList();
  }

  /**
   * Compares the files with what they were when they were found and with what was read.
   *
   * @throws UserError if one has changed
   */
  public void requireUnchanged(List<SourceFile> files) {
    lying(files).forEach(this::requireSameStatus);
    Map<Integer, FileSummer.Whole> now = new HashMap<>();
    for (FileSummer.Whole whole : summed(files)) {
      now.put(whole.order(), whole);
      hashes.put(whole.order(), whole.sha256());
    }
    for (FileSum then : sums.value()) {
      FileSummer.Whole whole = now.get(then.order());
      if (whole != null && !whole.holds(then)) {
        SourceFile file = files.stream().filter(f -> f.order() == then.order()).findFirst().get();
        throw SourceErrors.changed(file, "its content is not the one that was read");
      }
    }
    lying(files).forEach(this::requireSameStatus);
  }

  private void requireSameStatus(SourceFile file) {
    try {
      Path path = new Path(file.uri());
      FileStatus status = path.getFileSystem(configuration).getFileStatus(path);
      if (status.getLen() != file.bytes()) {
        throw SourceErrors.changed(
            file, "it had " + file.bytes() + " bytes and has " + status.getLen() + " now");
      }
      if (status.getModificationTime() != file.modified()) {
        throw SourceErrors.changed(file, "it was written anew in the meantime");
      }
    } catch (IOException failure) {
      throw SourceErrors.unreadable(file, failure);
    }
  }

  private List<FileSummer.Whole> summed(List<SourceFile> files) {
    List<SourceFile> lying = lying(files);
    if (lying.isEmpty()) {
      return List.of();
    }
    FileSummer summer = new FileSummer(shipped);
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(lying, Math.min(lying.size(), 10_000))
        .map(file -> summer.whole(file, Pieces.RANGE))
        .collect();
  }

  /**
   * The entries of the run's record.
   *
   * @param rows how many rows each file gave, by its order
   */
  public List<IngestedFile> describe(List<SourceFile> files, Map<Integer, Long> rows) {
    if (files.stream().anyMatch(file -> !file.isTable() && !hashes.containsKey(file.order()))) {
      requireUnchanged(files);
    }
    return files.stream()
        .map(
            file ->
                new IngestedFile(
                    file.source(),
                    file.name(),
                    file.isTable() ? hashOf(file.table()) : hashes.get(file.order()),
                    file.bytes(),
                    rows.getOrDefault(file.order(), 0L)))
        .toList();
  }

  private static String hashOf(TableSource table) {
    return ContentHash.of("delta_table")
        .field(table.id())
        .field(table.version())
        .field(table.changesSince() == null ? -1 : table.changesSince())
        .hex();
  }
}
