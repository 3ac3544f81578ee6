package io.deltatune.cluster;

import io.deltatune.data.row.ModelRow;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import io.deltatune.model.checkpoint.ModelFolder;
import io.deltatune.model.safetensors.TensorEntry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Keeps the table of models: one row for each content that was used or made. */
public final class ModelRecords {
  private final Warehouse warehouse;

  public ModelRecords(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /**
   * Records a whole model if its content is new.
   *
   * @param runId the training run that made it; empty for a model from elsewhere
   */
  public void base(ModelFolder folder, String hash, String name, Optional<String> runId) {
    model(folder, hash, "base", name, null, runId);
  }

  /**
   * Records a model that an adapter was merged into, if its content is new.
   *
   * @param adapter the hash of the adapter, whose row names its base
   */
  public void merged(
      ModelFolder folder, String hash, String name, String adapter, Optional<String> runId) {
    model(folder, hash, "merged", name, adapter, runId);
  }

  /** A whole model; {@code parent} is null where it came from no other. */
  private void model(
      ModelFolder folder,
      String hash,
      String kind,
      String name,
      String parent,
      Optional<String> runId) {
    insert(
        new ModelRow(
            hash,
            kind,
            name,
            parent,
            "Gemma3ForCausalLM",
            parameters(folder.tensors().values()),
            dtypes(folder.tensors().values()),
            folder.path().toString(),
            runId.orElse(null),
            Instant.now()));
  }

  /** Records a LoRA adapter if its content is new. */
  public void adapter(
      Path folder, String hash, String name, String base, long parameters, Optional<String> runId) {
    insert(
        new ModelRow(
            hash,
            "adapter",
            name,
            base,
            "LoRA",
            parameters,
            "fp32",
            folder.toString(),
            runId.orElse(null),
            Instant.now()));
  }

  private void insert(ModelRow row) {
    warehouse.insertAbsent(Tables.MODELS, List.of(row));
  }

  private static long parameters(Collection<TensorEntry> tensors) {
    return tensors.stream()
        .mapToLong(
            tensor ->
                tensor.shape().stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact))
        .sum();
  }

  private static String dtypes(Collection<TensorEntry> tensors) {
    return tensors.stream()
        .map(tensor -> tensor.type().name().toLowerCase(Locale.ROOT))
        .distinct()
        .sorted()
        .collect(Collectors.joining("+"));
  }
}
