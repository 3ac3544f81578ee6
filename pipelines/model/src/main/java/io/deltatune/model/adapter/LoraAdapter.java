package io.deltatune.model.adapter;

import io.deltatune.model.gemma3.Adapter;
import io.deltatune.model.gemma3.Gemma3Model;
import java.util.Map;

/**
 * A LoRA adapter in memory, with what its file says beside the matrices.
 *
 * @param matrices A and B of every adapted projection
 */
public record LoraAdapter(AdapterConfig config, Map<Adapter.Place, Adapter.LowRank> matrices)
    implements PeftAdapter {
  /**
   * @throws IllegalArgumentException if matrices are not of the configured ranks
   */
  public LoraAdapter {
    matrices = Map.copyOf(matrices);
    matrices.forEach(
        (place, matrix) -> {
          int rank = config.rank(place.projection().module(place.layer()));
          if (matrix.rank() != rank) {
            throw new IllegalArgumentException(
                place + " is of rank " + matrix.rank() + ", not " + rank);
          }
        });
  }

  @Override
  public long parameters() {
    return matrices.values().stream()
        .mapToLong(m -> (long) m.down().length + m.up().length + m.magnitudes().length)
        .sum();
  }

  @Override
  public void putOn(Gemma3Model model) {
    model.adapt(matrices);
  }
}
