package io.deltatune.data;

import io.deltatune.data.session.SparkSessions;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** The one Spark session of a test process. */
public final class Sessions {
  private Sessions() {}

  /** The session, made at the first call; it ends with the process. */
  public static SparkSession shared() {
    SparkSessions.logTo(
        Path.of("target", "spark-test-" + System.getProperty("surefire.forkNumber") + ".log"));
    return SparkSessions.open(
        "data tests",
        Map.of(
            "spark.master", "local[2]",
            "spark.sql.adaptive.enabled", "false",
            "spark.sql.ui.explainMode", "simple"));
  }
}
