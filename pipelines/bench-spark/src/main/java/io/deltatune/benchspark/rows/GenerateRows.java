package io.deltatune.benchspark.rows;

import io.deltatune.bench.Arguments;
import io.deltatune.bench.Mains;
import io.deltatune.benchspark.rows.GeneratedRow.Kind;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Writes rows into {@code FOLDER/rows/rows-00000.jsonl} and so on, {@value #A_FILE} a file, and
 * into {@code FOLDER/origins} beside them which rows are no originals: number, kind, number of the
 * origin. Row {@code n} stands in line {@code n % 250000 + 1} of file {@code n / 250000}.
 *
 * <pre>GenerateRows --rows N --out FOLDER [--seed 42]</pre>
 */
public final class GenerateRows {
  /** Rows of a file. */
  public static final int A_FILE = 250_000;

  private GenerateRows() {}

  public static void main(String[] arguments) {
    Mains.run(
        () -> {
          Arguments given = Arguments.of(arguments, "rows", "out", "seed");
          long start = System.nanoTime();
          long rows = Long.parseLong(given.required("rows"));
          long bytes = write(Path.of(given.required("out")), rows, given.number("seed", 42));
          System.out.printf(
              Locale.ROOT,
              "%d rows, %.1f MB, %.0f bytes a row, in %.1f s%n",
              rows,
              bytes / 1e6,
              (double) bytes / rows,
              (System.nanoTime() - start) / 1e9);
        });
  }

  /** Writes the files, as many at once as there are processors; returns the bytes of the rows. */
  public static long write(Path folder, long rows, long seed) throws IOException {
    Files.createDirectories(folder.resolve("rows"));
    Files.createDirectories(folder.resolve("origins"));
    RowGenerator generator = new RowGenerator(seed);
    int files = (int) ((rows + A_FILE - 1) / A_FILE);
    return IntStream.range(0, files)
        .parallel()
        .mapToLong(file -> write(folder, file, rows, generator))
        .sum();
  }

  private static long write(Path folder, int file, long rows, RowGenerator generator) {
    String number = String.format(Locale.ROOT, "%05d", file);
    Path path = folder.resolve("rows").resolve("rows-" + number + ".jsonl");
    Path origins = folder.resolve("origins").resolve("origins-" + number + ".tsv");
    long end = Math.min(rows, (file + 1L) * A_FILE);
    try (BufferedWriter lines = Files.newBufferedWriter(path);
        BufferedWriter known = Files.newBufferedWriter(origins)) {
      for (long row = (long) file * A_FILE; row < end; row++) {
        GeneratedRow made = generator.row(row);
        lines.write(made.text());
        lines.write('\n');
        if (made.kind() != Kind.ORIGINAL) {
          known.write(row + "\t" + made.kind() + "\t" + made.origin() + "\n");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return path.toFile().length();
  }
}
