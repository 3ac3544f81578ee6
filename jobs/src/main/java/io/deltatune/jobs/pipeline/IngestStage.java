package io.deltatune.jobs.pipeline;

import io.deltatune.cluster.tokens.TokenizerSource;
import io.deltatune.core.config.InputPath;
import io.deltatune.core.config.Resolved;
import io.deltatune.core.recipe.IngestRecipe;
import io.deltatune.data.ingest.IngestServices;
import io.deltatune.data.ingest.Ingestion;
import io.deltatune.data.ingest.Ingestion.Scope;
import io.deltatune.data.ingest.RunStamp;
import io.deltatune.data.row.IngestRunRow;
import io.deltatune.data.table.ExampleKind;
import io.deltatune.data.table.Table;
import io.deltatune.data.table.Tables;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Files into tables. */
record IngestStage(StageContext context, Resolved<IngestRecipe> recipe, Scope scope)
    implements StageJob {
  private static final String VERSIONS = "versions";
  private static final List<Table<?>> LEFT =
      Stream.concat(ExampleKind.tables().stream(), Stream.of(Tables.SPLITS)).toList();

  @Override
  public Map<String, String> inputs() {
    StageInputs inputs = new StageInputs(context.warehouse());
    recipe.recipe().sources().forEach(source -> inputs.file(source.name(), source.path()));
    recipe
        .recipe()
        .contamination()
        .benchmarks()
        .forEach(benchmark -> inputs.file("benchmark " + benchmark.name(), benchmark.path()));
    return inputs.all();
  }

  @Override
  public Map<String, String> run() {
    RunStamp stamp = new RunStamp(recipe.hash(), recipe.yaml(), context.codeVersion());
    IngestServices services = services();
    IngestRunRow run =
        new Ingestion(context.warehouse(), context.progress(), services)
            .run(recipe.recipe(), stamp, scope);
    Map<String, String> outputs = new LinkedHashMap<>();
    outputs.put("run", run.id());
    outputs.put("rows read", Long.toString(run.rowsRead()));
    outputs.put("rows out", Long.toString(run.rowsOut()));
    outputs.put("rows new", Long.toString(run.rowsNew()));
    outputs.put("quarantined", Long.toString(run.rowsQuarantined()));
    outputs.put("duplicates", Long.toString(run.rowsDuplicate()));
    if (!run.notes().isEmpty()) {
      outputs.put("notes", String.join("; ", run.notes()));
    }
    new AfterIngestion(context, recipe.recipe(), services).run(run.id(), outputs);
    outputs.put(VERSIONS, context.warehouse().versions(LEFT).toString());
    return outputs;
  }

  private IngestServices services() {
    return new IngestServices(
        recipe.recipe().quality().tokenizer().map(InputPath::path).map(TokenizerSource::of));
  }

  /** A table that changed since is looked through anew; what it still has is not written again. */
  @Override
  public boolean stands(Map<String, String> outputs) {
    return context.warehouse().versions(LEFT).toString().equals(outputs.get(VERSIONS));
  }
}
