package io.deltatune.jobs.trial;

import io.deltatune.data.session.SparkSessions;
import io.deltatune.data.table.Warehouse;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** The Spark session of the test process; commands that run in this process borrow it. */
public final class TestSession {
  private TestSession() {}

  /** The session that is open, or a new one. */
  public static SparkSession open() {
    SparkSessions.logTo(
        Path.of("target", "spark-test-" + System.getProperty("surefire.forkNumber") + ".log"));
    return SparkSessions.open("jobs tests", Map.of("spark.master", "local[2]"));
  }

  /** A warehouse in that session. */
  public static Warehouse warehouse(Path folder) {
    return Warehouse.open(open(), folder.toString());
  }
}
