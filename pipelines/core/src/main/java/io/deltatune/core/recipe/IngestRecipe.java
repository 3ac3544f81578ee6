package io.deltatune.core.recipe;

import io.deltatune.core.config.Requirements;
import io.deltatune.core.recipe.ingest.Annotation;
import io.deltatune.core.recipe.ingest.Contamination;
import io.deltatune.core.recipe.ingest.Duplicates;
import io.deltatune.core.recipe.ingest.Quality;
import io.deltatune.core.recipe.ingest.Source;
import io.deltatune.core.recipe.ingest.Splits;
import java.util.List;

/**
 * Raw files into tables of examples.
 *
 * @param sources what is read, in this order
 * @param quality which rows go to quarantine
 * @param duplicates which rows are left out as they are like others
 * @param split how examples are divided
 * @param contamination which examples touch benchmarks
 * @param annotation what is told about the texts of examples
 */
public record IngestRecipe(
    List<Source> sources,
    Quality quality,
    Duplicates duplicates,
    Splits split,
    Contamination contamination,
    Annotation annotation) {
  public IngestRecipe {
    sources = List.copyOf(sources);
    new Requirements()
        .notEmpty("sources", sources)
        .distinct("sources", sources.stream().map(Source::name).toList())
        .verify();
  }
}
