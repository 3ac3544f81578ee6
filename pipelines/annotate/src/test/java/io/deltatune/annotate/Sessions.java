package io.deltatune.annotate;

import io.deltatune.data.session.SparkSessions;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** The one Spark session of a test process. */
final class Sessions {
  private Sessions() {}

  static SparkSession shared() {
    SparkSessions.logTo(
        Path.of("target", "spark-test-" + System.getProperty("surefire.forkNumber") + ".log"));
    return SparkSessions.open("annotate tests", Map.of("spark.master", "local[2]"));
  }
}
