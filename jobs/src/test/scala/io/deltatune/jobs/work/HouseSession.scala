package io.deltatune.jobs.work

import io.deltatune.core.error.ExitStatus
import io.deltatune.data.session.SparkSessions
import io.deltatune.data.table.Warehouse
import io.deltatune.jobs.cli.Deltatune
import io.deltatune.jobs.console.Console
import java.io.{ByteArrayOutputStream, PrintStream}
import java.nio.file.{Files, Path}
import java.util
import org.apache.spark.sql.SparkSession
import org.scalatest.{BeforeAndAfterAll, Suite}

/** One session and a warehouse in a folder of its own; the command line borrows both. */
trait HouseSession extends BeforeAndAfterAll { this: Suite =>
  protected val folder: Path = Files.createTempDirectory("deltatune-spec")
  protected var spark: SparkSession = _

  override def beforeAll(): Unit =
    spark = SparkSessions.open("spec", util.Map.of("spark.master", "local[2]"))

  override def afterAll(): Unit = {
    spark.stop()
    val tree = Files.walk(folder)
    try tree.sorted(util.Comparator.reverseOrder[Path]()).forEach(path => Files.delete(path))
    finally tree.close()
  }

  protected def warehouse: Warehouse = Warehouse.open(spark, folder.resolve("warehouse").toString)

  protected case class Told(status: ExitStatus, out: String, err: String)

  /** What a command line says. */
  protected def deltatune(arguments: String*): Told = {
    val out, err = new ByteArrayOutputStream
    val console = new Console(
      new PrintStream(out, true, "UTF-8"),
      new PrintStream(err, true, "UTF-8"),
      Console.Terminal.NONE)
    val place = Seq("--warehouse", folder.resolve("warehouse").toString)
    val status = Deltatune.run(console, arguments ++ place: _*)
    Told(status, out.toString("UTF-8"), err.toString("UTF-8"))
  }
}
