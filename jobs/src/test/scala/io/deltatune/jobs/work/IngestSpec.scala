package io.deltatune.jobs.work

import io.deltatune.core.error.ExitStatus
import io.deltatune.data.table.{Table, Tables}
import java.nio.file.Files
import org.scalatest.funspec.AnyFunSpec
import scala.collection.JavaConverters._

/** What an ingest run leaves in the tables. */
class IngestSpec extends AnyFunSpec with HouseSession {
  private val rows = Seq(
    """{"instruction": "Name a colour.", "input": "", "output": "Green."}""",
    """{"instruction": "Name a town.", "input": "", "output": "Tarn."}""",
    """{"instruction": "Name a colour.", "input": "", "output": "Green."}""",
    """{"instruction": "Name a tool.", "input": "", "output": " "}""",
    """{"instruction": "Name a""")
  private var versions: Map[String, String] = _

  override def beforeAll(): Unit = {
    super.beforeAll()
    Files.write(folder.resolve("rows.jsonl"), rows.asJava)
    Files.write(
      folder.resolve("ingest.yaml"),
      Seq("sources:", "  - {name: spec, path: rows.jsonl}").asJava)
    val told = ingest()
    assert(told.status == ExitStatus.DONE, told.err)
    versions = present()
  }

  describe("an ingest run") {
    it("sends every row exactly one way, and its accounts add up") {
      val run = warehouse.records(Tables.INGEST_RUNS).get(0)
      assert(run.rowsRead == 5)
      assert((run.rowsOut, run.rowsQuarantined, run.rowsDuplicate) == ((2, 2, 1)))
    }

    it("keeps one example for each content") {
      val answers = warehouse.records(Tables.INSTRUCTION_EXAMPLES).asScala.map(_.answer)
      assert(answers.sorted == Seq("Green.", "Tarn."))
    }

    it("puts broken rows into quarantine with their line and reason") {
      val refused = warehouse.records(Tables.QUARANTINE).asScala.map(row => row.line -> row.reason)
      assert(refused.toMap == Map(4L -> "empty_answer", 5L -> "not_json"))
    }

    it("leaves every table as it is when there is nothing new, but those that record runs") {
      assert(ingest().status == ExitStatus.DONE)
      val again = present()
      val changed = again.keySet.filter(name => again(name) != versions(name))
      assert(changed == Set("ingest_runs", "rule_counts"))
    }
  }

  private def ingest(): Told = deltatune("ingest", folder.resolve("ingest.yaml").toString)

  private def present(): Map[String, String] = {
    val all: java.util.List[Table[_]] = Tables.all()
    warehouse.versions(all).asScala.toMap
  }
}
