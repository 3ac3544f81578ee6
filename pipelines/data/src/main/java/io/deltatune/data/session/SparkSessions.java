package io.deltatune.data.session;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * Makes the session of a job: the one of {@code spark-submit} where there is one, an embedded one
 * in this process otherwise.
 */
public final class SparkSessions {
  /** Java property that log4j reads its settings from. */
  private static final String LOG_SETTINGS = "log4j2.configurationFile";

  private SparkSessions() {}

  /**
   * The session of this job. A master that was set (by {@code spark-submit}, or {@code
   * -Dspark.master}) is kept; without one the session is embedded, with {@link #embeddedSettings}.
   *
   * @param application the name of the job
   * @param overrides settings that go before those of this class
   */
  public static SparkSession open(String application, Map<String, String> overrides) {
    Map<String, String> settings = new LinkedHashMap<>(deltaSettings());
    if (System.getProperty("spark.master") == null) {
      settings.putAll(embeddedSettings());
    }
    settings.putAll(overrides);
    SparkSession.Builder builder = SparkSession.builder().appName(application);
    settings.forEach(builder::config);
    return builder.getOrCreate();
  }

  /** What Delta needs in every session. */
  public static Map<String, String> deltaSettings() {
    return Map.of(
        "spark.sql.extensions",
        "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog",
        "org.apache.spark.sql.delta.catalog.DeltaCatalog");
  }

  /**
   * Settings for a run of this size on one machine: as many threads as cores, few partitions, no
   * web interface, loopback only.
   */
  public static Map<String, String> embeddedSettings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("spark.master", "local[*]");
    settings.put("spark.driver.host", "127.0.0.1");
    settings.put("spark.driver.bindAddress", "127.0.0.1");
    settings.put("spark.ui.enabled", "false");
    settings.put("spark.ui.showConsoleProgress", "false");
    // Spark keeps the plans, stages and tasks of a thousand queries for the interface.
    for (String kept :
        List.of("sql.ui.retainedExecutions", "ui.retainedJobs", "ui.retainedStages")) {
      settings.put("spark." + kept, "10");
    }
    settings.put("spark.ui.retainedTasks", "1000");
    settings.put("spark.sql.session.timeZone", "UTC");
    // Each plan over rows that the driver holds would compute them while it is being optimised.
    settings.put(
        "spark.sql.optimizer.excludedRules",
        "org.apache.spark.sql.catalyst.optimizer.ConvertToLocalRelation");
    settings.put("spark.sql.shuffle.partitions", "2");
    settings.put("spark.sql.sources.parallelPartitionDiscovery.parallelism", "4");
    settings.put("spark.databricks.delta.snapshotPartitions", "1");
    settings.putAll(LocalFiles.settings());
    // Spark makes this folder even where no table ever lies in it: not in the user's folder.
    settings.put(
        "spark.sql.warehouse.dir",
        Path.of(System.getProperty("java.io.tmpdir"), "deltatune-spark").toUri().toString());
    return Collections.unmodifiableMap(settings);
  }

  /**
   * Sends the log of Spark and of this program to a file instead of the terminal. To be called
   * before anything is logged; settings that the user gave by {@code -Dlog4j2.configurationFile}
   * are kept.
   *
   * @param file where the log goes; its folder is made when the first line is written
   */
  public static void logTo(Path file) {
    System.setProperty("deltatune.log", file.toAbsolutePath().toString());
    if (System.getProperty(LOG_SETTINGS) == null) {
      System.setProperty(LOG_SETTINGS, "classpath:io/deltatune/data/session/log4j2.properties");
    }
  }
}
