package io.deltatune.benchspark.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.config.Settings;
import io.deltatune.core.recipe.IngestRecipe;
import io.deltatune.core.recipe.Recipes;
import io.deltatune.core.recipe.ingest.Source;
import io.deltatune.testkit.RealData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchRecipesTest {
  private static final Path HOME = Path.of(System.getProperty("deltatune.home"));
  private static final Path CONF = HOME.resolve("pipelines/bench-spark/conf");

  @Test
  void theRecipeOfGeneratedRowsIsRead(@TempDir Path rows) {
    List<String> source = List.of("sources=[{name: generated, path: '%s'}]".formatted(rows));
    IngestRecipe recipe =
        Recipes.read(IngestRecipe.class, CONF.resolve("scale.yaml"), Settings.parse(source))
            .recipe();
    assertEquals(0.01, recipe.split().test());
  }

  @Test
  void theRecipeOfRealDataIsRead() throws IOException {
    IngestRecipe recipe = realData("/data");
    assertEquals(20, recipe.sources().size());
    assertEquals(13, recipe.contamination().benchmarks().size());
  }

  @Test
  void everySourceOfTheRecipeOfRealDataIsThere() throws IOException {
    RealData data = RealData.assumeAvailable();
    for (Source source : realData(data.path("").toString()).sources()) {
      assertTrue(Files.exists(Path.of(source.path().resolved())), source.toString());
    }
  }

  private static IngestRecipe realData(String folder) throws IOException {
    String text =
        Files.readString(CONF.resolve("realdata.yaml"))
            .replaceFirst("(?m)^include: .*$", "")
            .replace("${env:DELTATUNE_REALDATA}", folder);
    return Recipes.parse(IngestRecipe.class, "realdata", text);
  }
}
