package io.deltatune.jobs.work;

import io.deltatune.cluster.CodeVersion;
import io.deltatune.data.session.SparkSessions;
import io.deltatune.data.table.Warehouse;
import io.deltatune.jobs.pipeline.StageContext;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * An open session with the warehouse of the command that is being run.
 *
 * @param borrowed whether the process had a session before; such a one stays open
 */
record Workshop(Workplace workplace, SparkSession spark, boolean borrowed, Warehouse warehouse)
    implements AutoCloseable {
  /**
   * For small data, where compiling a query costs more than running it: expressions are interpreted
   * and plans stay as they are.
   */
  private static final Map<String, String> QUICK =
      Map.of(
          "spark.sql.codegen.wholeStage", "false",
          "spark.sql.codegen.factoryMode", "NO_CODEGEN",
          "spark.sql.adaptive.enabled", "false",
          "spark.sql.ui.explainMode", "simple");

  /** For jobs. */
  static Workshop open(Workplace workplace, String application) {
    return open(workplace, application, Map.of());
  }

  /** For commands that look at the tables and end. */
  static Workshop openQuickly(Workplace workplace, String application) {
    return open(workplace, application, QUICK);
  }

  /** From here on queries are compiled, as pays for large data. */
  void compileQueries() {
    spark.conf().set("spark.sql.codegen.wholeStage", "true");
    spark.conf().set("spark.sql.codegen.factoryMode", "FALLBACK");
    spark.conf().set("spark.sql.adaptive.enabled", "true");
  }

  private static Workshop open(
      Workplace workplace, String application, Map<String, String> overrides) {
    workplace.log().capture();
    boolean borrowed = SparkSession.getDefaultSession().isDefined();
    Map<String, String> settings = borrowed ? Map.of() : overrides;
    SparkSession spark = SparkSessions.open("deltatune " + application, settings);
    return new Workshop(workplace, spark, borrowed, Warehouse.open(spark, workplace.warehouse()));
  }

  /** What jobs are given in this session. */
  StageContext context() {
    return new StageContext(
        warehouse, workplace.console().progress(), CodeVersion.current(), workplace.interrupted());
  }

  @Override
  public void close() {
    if (!borrowed) {
      spark.stop();
    }
  }
}
