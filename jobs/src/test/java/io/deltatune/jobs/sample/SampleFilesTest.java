package io.deltatune.jobs.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.cluster.sample.SampleJob;
import io.deltatune.core.config.Settings;
import io.deltatune.core.recipe.Recipes;
import io.deltatune.core.recipe.SampleRecipe;
import io.deltatune.core.sample.SampleData;
import io.deltatune.core.sample.TokenizerFiles;
import io.deltatune.model.safetensors.SafetensorsFile;
import io.deltatune.model.safetensors.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample files of the repository against what their recipe makes. */
class SampleFilesTest {
  private static final Path HOME = Path.of(System.getProperty("deltatune.home"));
  private static final Path MODEL = HOME.resolve("samples/model");
  private static final long EIGHT_MEGABYTES = 8_000_000;

  @TempDir private static Path folder;

  @BeforeAll
  static void makeThemAgain() {
    SampleRecipe recipe =
        Recipes.read(
                SampleRecipe.class,
                HOME.resolve("conf/sample/sample-data.yaml"),
                Settings.parse(List.of("output.path='" + folder + "'")))
            .recipe();
    new SampleJob(recipe).run();
  }

  @Test
  void theRecipeMakesTheSampleDataOfTheRepositoryByteForByte() throws IOException {
    for (String file : List.of(SampleData.DEMO, SampleData.PREFERENCES)) {
      assertArrayEquals(
          Files.readAllBytes(folder.resolve(file)),
          Files.readAllBytes(HOME.resolve("samples/data").resolve(file)),
          file + " was not made by this recipe and generator");
    }
  }

  @Test
  void theRecipeMakesTheSampleModelsTokenizerByteForByte() throws IOException {
    for (String file : List.of(TokenizerFiles.TOKENIZER, TokenizerFiles.CONFIG)) {
      assertEquals(
          Files.readString(folder.resolve(SampleJob.UNTRAINED).resolve(file)),
          Files.readString(MODEL.resolve(file)),
          file);
    }
  }

  @Test
  void theRecipesShapeIsThatOfTheSampleModel() throws IOException {
    ObjectMapper json = new ObjectMapper();
    JsonNode made =
        json.readTree(folder.resolve(SampleJob.UNTRAINED).resolve("config.json").toFile());
    assertEquals(made, json.readTree(MODEL.resolve("config.json").toFile()), "config.json");
  }

  @Test
  void theSampleModelIsInBf16AndAtMostEightMegabytesLarge() throws IOException {
    try (SafetensorsFile weights = SafetensorsFile.open(MODEL.resolve("model.safetensors"))) {
      assertTrue(weights.entries().size() > 60, "tensors: " + weights.entries().keySet());
      weights
          .entries()
          .forEach((name, tensor) -> assertEquals(TensorType.BF16, tensor.type(), name));
    }
    long bytes = 0;
    try (Stream<Path> files = Files.list(MODEL)) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    }
    assertTrue(bytes <= EIGHT_MEGABYTES, bytes + " bytes");
  }
}
