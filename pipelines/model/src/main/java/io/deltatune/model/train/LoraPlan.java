package io.deltatune.model.train;

import io.deltatune.model.gemma3.Adapter.Place;
import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.gemma3.Projection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Which projections of a model are adapted, and how.
 *
 * @param adapted in the order of layers and projections
 */
public record LoraPlan(List<Adapted> adapted, Variant variant) {
  /**
   * An adapted projection.
   *
   * @param rank the inner width
   * @param scaling the factor on B A
   */
  public record Adapted(Place place, int rank, double scaling) {
    /**
     * @throws IllegalArgumentException if nothing could be trained
     */
    public Adapted {
      if (rank < 1 || !(scaling > 0)) {
        throw new IllegalArgumentException("rank " + rank + ", scaling " + scaling);
      }
    }

    /** The module's path within the model. */
    String module() {
      return place.projection().module(place.layer());
    }
  }

  /**
   * What is the same for all projections.
   *
   * @param magnitudes whether rows have trained norms (DoRA, arXiv 2402.09353)
   * @param dropout the probability that a number of what goes into an adapter is left out
   * @param upRate the factor on the learning rate of B and of magnitudes (LoRA+, arXiv 2402.12354)
   */
  public record Variant(boolean magnitudes, double dropout, double upRate) {
    /** Plain LoRA. */
    public static final Variant PLAIN = new Variant(false, 0, 1);
  }

  /**
   * @throws IllegalArgumentException if nothing is adapted
   */
  public LoraPlan {
    adapted = List.copyOf(adapted);
    if (adapted.isEmpty()) {
      throw new IllegalArgumentException("no projection is adapted");
    }
  }

  /** The same in every layer. */
  public static LoraPlan uniform(
      Gemma3Config config, int rank, double scaling, Set<Projection> targets, Variant variant) {
    List<Adapted> adapted = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      for (Projection projection : Projection.values()) {
        if (targets.contains(projection)) {
          adapted.add(new Adapted(new Place(layer, projection), rank, scaling));
        }
      }
    }
    return new LoraPlan(adapted, variant);
  }
}
