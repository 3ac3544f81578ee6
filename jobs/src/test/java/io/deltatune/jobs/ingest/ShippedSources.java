package io.deltatune.jobs.ingest;

import io.deltatune.core.config.InputFiles;
import io.deltatune.core.config.Settings;
import io.deltatune.core.recipe.IngestRecipe;
import io.deltatune.core.recipe.Recipes;
import io.deltatune.core.recipe.ingest.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The sources of the recipes in {@code conf/ingest}, with a sample of the project's own in the
 * place of data that only the hub has, or the user.
 */
final class ShippedSources {
  private static final Path HOME = Path.of(System.getProperty("deltatune.home"));
  private static final String SHAPES = "samples/data/shapes/";

  /** Recipes that other tests run whole, and the one that others include. */
  private static final Set<String> ELSEWHERE =
      Set.of("base.yaml", "demo.yaml", "sample-model.yaml", "psychotherapy.yaml");

  /** What stands in for a published dataset, by the recipe's name and the source's. */
  private static final Map<String, String> SAMPLES =
      Map.of(
          "alpaca-alpaca", SHAPES + "alpaca.json",
          "alpaca_tulu_ultrachat-alpaca", SHAPES + "alpaca.json",
          "alpaca_tulu_ultrachat-tulu_v2", SHAPES + "tulu.jsonl",
          "alpaca_tulu_ultrachat-ultrachat_200k", SHAPES + "ultrachat.jsonl",
          "ultrafeedback_binarized-ultrafeedback_binarized",
              SHAPES + "ultrafeedback-binarized.jsonl",
          "dolly_15k-dolly_15k", SHAPES + "dolly.jsonl",
          "hh_rlhf-hh_harmless_base", SHAPES + "hh-rlhf.jsonl",
          "hh_rlhf-hh_helpful_base", SHAPES + "hh-rlhf.jsonl");

  private ShippedSources() {}

  /** A line of YAML for each source, which is named after its recipe and itself. */
  static List<String> all() throws IOException {
    List<String> sources = new ArrayList<>();
    try (Stream<Path> files = Files.list(HOME.resolve("conf/ingest"))) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (!ELSEWHERE.contains(name)) {
          for (Source source : recipe(file).sources()) {
            sources.add(line(name.replace(".yaml", "").replace('-', '_'), source));
          }
        }
      }
    }
    return sources;
  }

  private static IngestRecipe recipe(Path file) {
    return Recipes.read(IngestRecipe.class, file, Settings.NONE, InputFiles.MAY_COME_LATER)
        .recipe();
  }

  private static String line(String recipe, Source source) {
    String name = recipe + "-" + source.name();
    boolean isHere = !source.path().isRemote() && Files.exists(source.path().path());
    return "{name: %s, path: '%s', format: %s, shape: %s, columns: %s, roles: %s}"
        .formatted(
            name,
            isHere ? source.path().path() : sample(name),
            source.format().name().toLowerCase(Locale.ROOT),
            source.shape(),
            mapping(source.columns()),
            mapping(source.roles()));
  }

  private static Path sample(String name) {
    String sample = SAMPLES.get(name);
    if (sample == null) {
      throw new AssertionError(name + ": neither its file is here nor a sample of its shape");
    }
    return HOME.resolve(sample);
  }

  private static String mapping(Map<String, String> names) {
    List<String> entries = new ArrayList<>();
    names.forEach((name, of) -> entries.add("'" + name + "': '" + of + "'"));
    return "{" + String.join(", ", entries) + "}";
  }
}
