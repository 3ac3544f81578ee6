package io.deltatune.model.train;

import static io.deltatune.model.train.TinyTraining.lora;
import static io.deltatune.model.train.TinyTraining.model;
import static io.deltatune.model.train.TinyTraining.stopAfter;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.gemma3.Gemma3Model;
import io.deltatune.model.train.TrainerSettings.Course;
import io.deltatune.model.train.TrainerSettings.Keeping;
import io.deltatune.model.train.objective.SupervisedObjective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checkpoints that are not as they were written. */
class CheckpointsTest {
  @TempDir private static Path undisturbed;
  private static float[] whole;

  @TempDir Path folder;

  @BeforeAll
  static void trainUndisturbed() {
    whole = train(undisturbed, TrainingListener.NONE);
  }

  /** What a loss of power or a bad disk may leave. */
  private enum Damage {
    NO_STATE("state.json is missing") {
      @Override
      void to(Path checkpoint) throws IOException {
        Files.delete(checkpoint.resolve("state.json"));
      }
    },
    ZEROS("state.json: ") {
      @Override
      void to(Path checkpoint) throws IOException {
        Files.write(checkpoint.resolve("state.json"), new byte[200]);
      }
    },
    EMPTY_STATE("has no step") {
      @Override
      void to(Path checkpoint) throws IOException {
        Files.write(checkpoint.resolve("state.json"), new byte[0]);
      }
    },
    NO_TENSORS("state.safetensors is missing") {
      @Override
      void to(Path checkpoint) throws IOException {
        Files.delete(checkpoint.resolve("state.safetensors"));
      }
    },
    SHORT_TENSORS("not as it was written") {
      @Override
      void to(Path checkpoint) throws IOException {
        Path tensors = checkpoint.resolve("state.safetensors");
        byte[] bytes = Files.readAllBytes(tensors);
        Files.write(tensors, Arrays.copyOf(bytes, bytes.length / 2));
      }
    },
    ONE_BIT("not as it was written") {
      @Override
      void to(Path checkpoint) throws IOException {
        Path tensors = checkpoint.resolve("state.safetensors");
        byte[] bytes = Files.readAllBytes(tensors);
        bytes[bytes.length - 100] ^= 1;
        Files.write(tensors, bytes);
      }
    };

    private final String told;

    Damage(String told) {
      this.told = told;
    }

    abstract void to(Path checkpoint) throws IOException;
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void aDamagedCheckpointIsPassedOverForTheOneBeforeItAndThatIsTold(Damage damage)
      throws IOException {
    train("broken", stopAfter(7));
    assertEquals(List.of("step-00000004", "step-00000007"), checkpoints("broken"));
    damage.to(folder.resolve("broken/checkpoints/step-00000007"));
    List<String> told = new ArrayList<>();
    float[] resumed =
        train(
            "broken",
            new TrainingListener() {
              @Override
              public void resumed(long step, List<String> differences) {
                assertEquals(4, step);
                told.addAll(differences);
              }
            });
    assertArrayEquals(whole, resumed);
    assertEquals(1, told.size(), told::toString);
    assertTrue(told.get(0).startsWith("step-00000007 is damaged ("), told.get(0));
    assertTrue(told.get(0).contains(damage.told), told.get(0));
    assertEquals(
        List.of("damaged-step-00000007", "step-00000004", "step-00000008"), checkpoints("broken"));
    List<String> lines = Files.readAllLines(folder.resolve("broken/metrics.jsonl"));
    assertTrue(lines.remove(5).contains("\"resumed_with\":[\"step-00000007"), lines::toString);
    assertEquals(Files.readAllLines(undisturbed.resolve("metrics.jsonl")), lines);
  }

  @Test
  void aRunWhoseCheckpointsAreAllDamagedBeginsNotAnewByItself() throws IOException {
    train("run", stopAfter(7));
    for (String name : checkpoints("run")) {
      Damage.ONE_BIT.to(folder.resolve("run/checkpoints").resolve(name));
    }
    UserError error = assertThrows(UserError.class, () -> train("run", TrainingListener.NONE));
    assertEquals(ErrorCode.MALFORMED_FILE, error.code());
    assertTrue(error.problem().endsWith("is whole"), error.problem());
    assertTrue(error.reason().contains("step-00000004 is damaged"), error.reason());
    assertTrue(error.remedy().contains("start afresh"), error.remedy());
  }

  private List<String> checkpoints(String name) throws IOException {
    try (Stream<Path> entries = Files.list(folder.resolve(name).resolve("checkpoints"))) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private float[] train(String name, TrainingListener listener) {
    return train(folder.resolve(name), listener);
  }

  private static float[] train(Path run, TrainingListener listener) {
    try (Gemma3Model model = model()) {
      LoraParameterisation lora = lora(model);
      TrainerSettings settings =
          TinyTraining.settings(
              run, "", new Course(100, 8, 0, 1, 1, Optional.empty()), new Keeping(4, 2));
      TinyTraining.trainer(model, lora, new SupervisedObjective(), settings)
          .run(ProgressReporter.SILENT, listener);
      return lora.parameters().flat().floats();
    }
  }
}
