package io.deltatune.model.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.hash.ContentHash;
import io.deltatune.model.safetensors.TensorEntry;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * The hashes by which weights are known: SHA-256 over the sorted list of tensors (name, type,
 * shape, SHA-256 of the bytes) and the configuration, so that neither files nor shards matter.
 */
public final class Hashes {
  /** What a configuration says about the tool or the place, not about the model. */
  private static final Set<String> INCIDENTAL =
      Set.of(
          "_name_or_path",
          "base_model_name_or_path",
          "inference_mode",
          "peft_version",
          "revision",
          "transformers_version");

  private Hashes() {}

  /**
   * The hash of tensors with their configuration.
   *
   * @param kind {@code model} or {@code adapter}
   * @param base the hash of what they are an adapter of; empty for a model
   * @param sha256 gives the SHA-256 of a tensor's bytes
   */
  public static String of(
      String kind,
      String base,
      ObjectNode config,
      SortedMap<String, TensorEntry> tensors,
      Function<TensorEntry, byte[]> sha256) {
    ObjectNode essential = config.deepCopy();
    essential.remove(INCIDENTAL);
    ContentHash hash = ContentHash.of(kind).field(base).field(essential).field(tensors.size());
    for (Map.Entry<String, TensorEntry> tensor : tensors.entrySet()) {
      TensorEntry entry = tensor.getValue();
      hash.field(tensor.getKey()).field(entry.type().label()).field(entry.shape().size());
      entry.shape().forEach(hash::field);
      hash.field(sha256.apply(entry));
    }
    return hash.hex();
  }
}
