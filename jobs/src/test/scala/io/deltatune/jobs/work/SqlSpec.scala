package io.deltatune.jobs.work

import io.deltatune.core.error.ExitStatus
import io.deltatune.data.row.PipelineStageRow
import io.deltatune.data.table.{Tables, View}
import java.time.Instant
import java.util
import org.scalatest.funspec.AnyFunSpec

/** The commands that ask the tables, in a session that the test owns. */
class SqlSpec extends AnyFunSpec with HouseSession {
  override def beforeAll(): Unit = {
    super.beforeAll()
    val rows = Seq("train", "ingest").map(stage)
    warehouse.append(Tables.PIPELINE_STAGES, util.Arrays.asList(rows: _*))
  }

  describe("sql") {
    it("prints aligned columns with numbers to the right") {
      val told = sql("SELECT stage, length(stage) AS letters FROM pipeline_stages ORDER BY stage")
      assert(told.status == ExitStatus.DONE)
      assert(
        told.out ==
          """stage   letters
            |──────  ───────
            |ingest        6
            |train         5
            |""".stripMargin)
      assert(told.err == "2 rows\n")
    }

    it("prints csv with quotes where they are needed") {
      val told = sql("SELECT 'a,b' AS x, cast(null AS INT) AS y, 1.5D AS z", "--format", "csv")
      assert(told.out == "x,y,z\n\"a,b\",,1.5\n")
    }

    it("prints an object a line, with nulls, maps and lists") {
      val told = sql(
        "SELECT stage, outputs, array(1, 2) AS list, null AS none FROM pipeline_stages " +
          "WHERE stage = 'train'",
        "--format",
        "json")
      assert(
        told.out ==
          """{"stage":"train","outputs":{"run":"7"},"list":[1,2],"none":null}""" + "\n")
    }

    it("asks an earlier version of a table") {
      val told = sql("SELECT count(*) AS rows FROM pipeline_stages VERSION AS OF 0", "--format", "csv")
      assert(told.out == "rows\n0\n")
    }

    it("refuses what is no SQL as the user's mistake") {
      val told = sql("SELEC 1")
      assert(told.status == ExitStatus.USER_MISTAKE)
      assert(told.err.contains("Spark refuses the statement: SELEC 1"))
      assert(!told.err.contains("\tat "))
    }

    it("names the tables that there are when one is missing") {
      val told = sql("SELECT * FROM no_such_table")
      assert(told.status == ExitStatus.USER_MISTAKE)
      assert(told.err.contains("pipeline_stages"))
      assert(!told.err.contains("UnresolvedRelation"), "Spark's plan helps nobody")
    }
  }

  describe("tables") {
    it("lists every table of the house, with rows and version of those that exist") {
      val told = deltatune("tables")
      assert(told.status == ExitStatus.DONE)
      Tables.all().forEach(table => assert(told.out.contains(table.name)))
      View.all().forEach(view => assert(told.out.contains(view.name)))
      assert(told.out.linesIterator.exists(_.matches("pipeline_stages +2 +1 +Finished stages.*")))
    }

    it("shows the columns and comments of one") {
      val told = deltatune("tables", "pipeline_stages")
      assert(told.out.linesIterator.exists(_.matches("fingerprint +STRING NOT NULL +SHA-256 over.*")))
    }

    it("names all tables when there is none of that name") {
      val told = deltatune("tables", "pipelinestages")
      assert(told.status == ExitStatus.USER_MISTAKE)
      assert(told.err.contains("pipeline_stages"))
    }
  }

  private def sql(query: String, options: String*): Told = deltatune(Seq("sql", query) ++ options: _*)

  private def stage(name: String) =
    new PipelineStageRow("demo", name, "0" * 64, util.Map.of("run", "7"), Instant.EPOCH)
}
