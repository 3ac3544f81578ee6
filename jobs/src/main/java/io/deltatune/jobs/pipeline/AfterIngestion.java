package io.deltatune.jobs.pipeline;

import io.deltatune.annotate.SparkNlpAnnotator;
import io.deltatune.core.recipe.IngestRecipe;
import io.deltatune.core.recipe.ingest.Source;
import io.deltatune.data.annotation.AnnotationStage;
import io.deltatune.data.ingest.IngestServices;
import io.deltatune.data.statistics.TokenCounts;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** What an ingestion does with the examples of its sources once they stand in their tables. */
record AfterIngestion(StageContext context, IngestRecipe recipe, IngestServices services) {
  /**
   * Counts and annotates, as far as the recipe asks for it. What a killed run left out is made by
   * the next one.
   *
   * @param runId the ingest run
   * @param outputs told of what was done
   */
  void run(String runId, Map<String, String> outputs) {
    OptionalInt maximum = recipe.quality().rules().tooManyTokens().maxTokens();
    List<String> sources = recipe.sources().stream().map(Source::name).toList();
    services
        .tokens()
        .ifPresent(
            tokens -> new TokenCounts(context.warehouse()).write(runId, sources, tokens, maximum));
    if (recipe.annotation().enabled()) {
      SparkNlpAnnotator annotator =
          SparkNlpAnnotator.of(context.warehouse().spark(), recipe.annotation());
      long annotated =
          new AnnotationStage(context.warehouse(), context.progress()).run(annotator, sources);
      outputs.put("annotated", Long.toString(annotated));
    }
  }
}
