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
  static Workshop open(Workplace workplace, String application) {
    workplace.log().capture();
    boolean borrowed = SparkSession.getDefaultSession().isDefined();
    SparkSession spark = SparkSessions.open("deltatune " + application, Map.of());
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
