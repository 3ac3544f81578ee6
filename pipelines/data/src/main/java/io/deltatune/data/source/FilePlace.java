package io.deltatune.data.source;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_replace;

import java.util.regex.Pattern;
import org.apache.spark.sql.Column;

/**
 * What stays of a file's name from version to version: the name of a Delta table without its
 * version, of its changes without the last one, of a file of the hub without its commit; of any
 * other file the name itself. A row that stands unchanged at such a place is the same row.
 */
public final class FilePlace {
  private static final String VERSIONED =
      "^(hf://datasets/[^/@]+/[^/@]+)@[^/]+|(@v\\d+\\.\\.)v\\d+$|@v\\d+$";
  private static final String REST = "$1$2";
  private static final Pattern PATTERN = Pattern.compile(VERSIONED);

  private FilePlace() {}

  /** The place of a file that tables call by this name. */
  public static String of(String name) {
    return name.indexOf('@') < 0 ? name : PATTERN.matcher(name).replaceAll(REST);
  }

  /** {@link #of} as a column. */
  public static Column of(Column name) {
    return regexp_replace(name, lit(VERSIONED), lit(REST));
  }
}
