package io.deltatune.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.model.checkpoint.ModelFolder;
import io.deltatune.model.gemma3.WeightNames;
import io.deltatune.model.safetensors.SafetensorsFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RandomCheckpointTest {
  @TempDir Path folder;

  /** As published; the largest with the 64 rows by which Hugging Face pads its table. */
  @ParameterizedTest
  @CsvSource({"270m,268098176", "1b,999885952", "4b,3880263168"})
  void shapesHaveTheParametersOfThePublishedModels(String label, long parameters) {
    assertEquals(parameters, Shape.of(label).config().parameters());
  }

  @Test
  void aCheckpointIsOneThatTheProductOpensAndItsMatricesHaveTheDeviation() {
    RandomCheckpoint.write(Shape.TINY.config(), folder, 1);
    assertEquals(Shape.TINY.config(), ModelFolder.open(folder).config());
    float[] table = values(folder, WeightNames.TABLE);
    double squares = 0;
    for (float value : table) {
      squares += value * value;
    }
    assertEquals(0.02, Math.sqrt(squares / table.length), 0.001);
  }

  @Test
  void noTwoTokensHaveTheSameEmbedding() {
    RandomCheckpoint.write(Shape.TINY.config(), folder, 1);
    float[] table = values(folder, WeightNames.TABLE);
    int width = Shape.TINY.config().hiddenSize();
    Set<String> rows = new HashSet<>();
    for (int row = 0; row < table.length; row += width) {
      rows.add(Arrays.toString(Arrays.copyOfRange(table, row, row + width)));
    }
    assertEquals(Shape.TINY.config().vocabularySize(), rows.size());
  }

  @Test
  void theSameSeedGivesTheSameWeightsAndAnotherOneOthers() throws IOException {
    Path again = folder.resolve("again");
    Path other = folder.resolve("other");
    RandomCheckpoint.write(Shape.TINY.config(), folder, 1);
    RandomCheckpoint.write(Shape.TINY.config(), again, 1);
    RandomCheckpoint.write(Shape.TINY.config(), other, 2);
    float[] values = values(folder, WeightNames.TABLE);
    assertArrayEquals(values, values(again, WeightNames.TABLE));
    assertTrue(Arrays.mismatch(values, values(other, WeightNames.TABLE)) >= 0);
  }

  private static float[] values(Path folder, String name) {
    try (SafetensorsFolder files = SafetensorsFolder.open(folder)) {
      return files.file(name).floats(name);
    }
  }
}
