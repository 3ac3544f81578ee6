package io.deltatune.jobs.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.config.Resolved;
import io.deltatune.core.recipe.EvaluateRecipe;
import io.deltatune.core.recipe.PipelineRecipe.Job;
import io.deltatune.jobs.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PipelineRunnerTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Console console =
      new Console(
          System.out, new PrintStream(err, true, StandardCharsets.UTF_8), Console.Terminal.NONE);
  private final MemoryLog log = new MemoryLog();
  private final List<String> ran = new ArrayList<>();

  @Test
  void stagesRunInOrderAndASecondRunSkipsThemAll() {
    FakeJob first = new FakeJob("first");
    FakeJob second = new FakeJob("second");
    run("1", first, second);
    List<StageOutcome> again = run("1", first, second);
    assertEquals(List.of("first", "second"), ran);
    assertTrue(again.stream().allMatch(StageOutcome::skipped), again.toString());
    assertEquals(Map.of("made by", "first"), again.get(0).outputs());
    assertTrue(said().contains("[1/2 first] skipped: done before"), said());
  }

  @Test
  void aStageWhoseInputChangedRunsAgainAndSoDoesOneThatReadsItsResult() {
    FakeJob first = new FakeJob("first");
    FakeJob second = new FakeJob("second");
    second.upstream = first;
    run("1", first, second);
    first.input = "changed";
    run("1", first, second);
    assertEquals(List.of("first", "second", "first", "second"), ran);
  }

  @Test
  void anotherCodeVersionRunsAgain() {
    FakeJob only = new FakeJob("only");
    run("1", only);
    run("2", only);
    assertEquals(List.of("only", "only"), ran);
  }

  @Test
  void goingBackToAnEarlierInputRunsAgainAsTheTablesHoldTheLaterResult() {
    FakeJob only = new FakeJob("only");
    run("1", only);
    only.input = "other";
    run("1", only);
    only.input = "";
    run("1", only);
    assertEquals(3, ran.size());
  }

  @Test
  void aStageWhoseFilesAreGoneRunsAgain() {
    FakeJob only = new FakeJob("only");
    run("1", only);
    only.stands = false;
    run("1", only);
    assertEquals(2, ran.size());
  }

  @Test
  void aStageThatFailsIsNotRememberedAndEndsThePipeline() {
    FakeJob first = new FakeJob("first");
    FakeJob second = new FakeJob("second");
    first.failure = new IllegalStateException("broken");
    assertThrows(IllegalStateException.class, () -> run("1", first, second));
    first.failure = null;
    assertFalse(run("1", first, second).get(0).skipped());
    assertEquals(List.of("first", "second"), ran);
  }

  private List<StageOutcome> run(String codeVersion, FakeJob... jobs) {
    List<PlannedStage> stages = new ArrayList<>();
    for (FakeJob job : jobs) {
      Resolved<EvaluateRecipe> recipe = new Resolved<>(null, Path.of("x.yaml"), "hash", "");
      stages.add(new PlannedStage(job.name, Job.EVALUATE, recipe, job));
    }
    return new PipelineRunner(log, console, codeVersion, () -> 0).run("test", stages);
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private final class FakeJob implements StageJob {
    private final String name;
    private FakeJob upstream;
    private String input = "";
    private String result = "";
    private boolean stands = true;
    private RuntimeException failure;

    FakeJob(String name) {
      this.name = name;
    }

    @Override
    public Map<String, String> inputs() {
      return Map.of("file", input, "upstream", upstream == null ? "" : upstream.result);
    }

    @Override
    public Map<String, String> run() {
      if (failure != null) {
        throw failure;
      }
      ran.add(name);
      result = "result of " + input;
      return Map.of("made by", name);
    }

    @Override
    public boolean stands(Map<String, String> outputs) {
      return stands;
    }
  }

  private static final class MemoryLog implements StageLog {
    private final Map<String, Entry> latest = new HashMap<>();

    @Override
    public Optional<Entry> latest(String pipeline, String stage) {
      return Optional.ofNullable(latest.get(pipeline + "/" + stage));
    }

    @Override
    public void finished(String pipeline, String stage, Entry entry) {
      latest.put(pipeline + "/" + stage, entry);
    }
  }
}
