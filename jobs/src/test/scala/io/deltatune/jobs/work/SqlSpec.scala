package io.deltatune.jobs.work

import io.deltatune.core.error.ExitStatus
import io.deltatune.data.row.{ModelRow, PipelineStageRow, TrainingMetricRow, TrainingRunRow}
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
    val (adapter, base) = ("a" * 64, "b" * 64)
    warehouse.append(
      Tables.MODELS,
      util.List.of(
        model(base, "base", "gemma", null, null),
        model(adapter, "adapter", "mine", base, "one"),
        model("c" * 64, "merged", "mine", adapter, "one")))
    warehouse.append(
      Tables.TRAINING_RUNS,
      util.List.of(run("one", "mine", 1, null, 1L << 30), run("two", "other", 2, 3L, null)))
    warehouse.append(
      Tables.TRAINING_METRICS,
      util.List.of(step("one", 1), step("one", 2), step("two", 1), step("two", 2)))
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

  describe("models") {
    it("lists models with their chains of parents") {
      val told = deltatune("models")
      assert(told.status == ExitStatus.DONE)
      assert(told.out.linesIterator.exists(_.matches("gemma +base +b{12} +- +- +- +1970-.*")))
      assert(told.out.linesIterator.exists(
        _.matches("mine +merged +c{12} +gemma +a{12} <- b{12} +one +1970-.*")))
      assert(told.err == "3 models\n")
    }
  }

  describe("compare") {
    it("shows two runs side by side, by name or id") {
      val told = deltatune("compare", "mine@latest", "two")
      assert(told.status == ExitStatus.DONE, told.err)
      for (line <- Seq(
          "run +one +two",
          "training time +1m00s +2m00s from step 3",
          "peak memory +1024 MiB +-",
          "mean loss +1.5000 +1.5000",
          "last step: entropy +0.5 +0.5",
          "run.seed +1 +2"))
        assert(told.out.linesIterator.exists(_.matches(line)), line + " in\n" + told.out)
    }

    it("says which run there is not") {
      val told = deltatune("compare", "mine", "yours")
      assert(told.status == ExitStatus.USER_MISTAKE)
      assert(told.err.contains("there is no finished training run 'yours'"))
    }
  }

  private def model(hash: String, kind: String, name: String, parent: String, run: String) =
    new ModelRow(hash, kind, name, parent, "LoRA", 1, "fp32", "/", run, Instant.EPOCH)

  private def step(run: String, number: Int) =
    new TrainingMetricRow(run, number, "train", number, 0.1, 1.0, 9L, util.Map.of("entropy", 0.5))

  // format: off
  private def run(id: String, name: String, seed: Long, resumed: java.lang.Long, peak: java.lang.Long) =
    new TrainingRunRow(id, name, "0" * 64, s"run: {seed: $seed}\n", "sft", "b" * 64, "a" * 64,
      "instruction_examples", "1@x", 9, 0L, 2, 0L, 600, 1.0, 2.0, null, null, null, 5, seed, "fp32",
      "recipe", "cpu", 1, resumed, "", peak, "/", "test", Instant.EPOCH, Instant.ofEpochSecond(60 * seed))
  // format: on

  private def sql(query: String, options: String*): Told = deltatune(Seq("sql", query) ++ options: _*)

  private def stage(name: String) =
    new PipelineStageRow("demo", name, "0" * 64, util.Map.of("run", "7"), Instant.EPOCH)
}
