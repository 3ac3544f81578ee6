package io.deltatune.model.golden;

import static io.deltatune.model.golden.Releasing.assertReleased;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.engine.EngineProcess;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.gemma3.Residence;
import io.deltatune.model.generate.GenerationSettings;
import io.deltatune.model.generate.Generator;
import io.deltatune.model.generate.LogProbabilities;
import io.deltatune.model.generate.Prompt;
import io.deltatune.model.golden.Releasing.Interruption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Generation leaves no tensor behind. */
class GenerationMemoryTest {
  private static final Progress SILENT = ProgressReporter.SILENT.start("", "requests", 0);
  private static final GoldenCheckpoint GOLDEN = GoldenCheckpoint.of("newer-sharded");

  @Test
  void generationReleasesWhatItMadeAlsoAfterErrors() {
    EngineProcess.useThreads(1);
    List<Prompt> prompts =
        Arrays.stream(GOLDEN.prompts()).map(tokens -> new Prompt(tokens.length, tokens)).toList();
    List<Prompt> wrong = List.of(prompts.get(0), new Prompt(1, new int[] {2, 1 << 20}));
    GenerationSettings settings =
        GenerationSettings.greedy(12, 2).withLogProbabilities(LogProbabilities.TOKENS);
    try (Generator generator =
        Generator.open(
            GOLDEN.folder(),
            Optional.empty(),
            GoldenCheckpoint.options(Precision.FP32, Residence.COPIED))) {
      assertReleased(
          Releasing.modelOf(generator),
          () -> {
            generator.generate(prompts, settings, SILENT);
            assertThrows(RuntimeException.class, () -> generator.generate(wrong, settings, SILENT));
            assertThrows(
                Interruption.class,
                () -> generator.generate(prompts, settings, new Releasing.InterruptedProgress()));
            assertThrows(
                Interruption.class,
                () ->
                    generator.generate(prompts, settings, SILENT, GenerationMemoryTest::interrupt));
            generator.generate(prompts, settings, SILENT, (row, text, tokens) -> row % 2 == 0);
          });
    }
  }

  private static boolean interrupt(int row, String text, int[] tokens) {
    if (row == 2) {
      throw new Interruption();
    }
    return true;
  }
}
