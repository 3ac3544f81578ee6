package io.deltatune.model.gemma3;

import java.util.List;
import java.util.Optional;

/**
 * The names of Gemma 3's tensors. Canonical are those of the text model, {@code
 * model.layers.0.self_attn.q_proj.weight} for example; multimodal checkpoints hold the same tensors
 * under one of two prefixes.
 */
public final class TensorNames {
  private static final List<String> TEXT_PREFIXES =
      List.of("language_model.model.", "model.language_model.");
  private static final List<String> VISION_PREFIXES =
      List.of(
          "vision_tower.",
          "model.vision_tower.",
          "multi_modal_projector.",
          "model.multi_modal_projector.");

  private TensorNames() {}

  /** The canonical name of a tensor or module, or empty if it belongs to the vision part. */
  public static Optional<String> canonical(String name) {
    if (VISION_PREFIXES.stream().anyMatch(name::startsWith)) {
      return Optional.empty();
    }
    for (String prefix : TEXT_PREFIXES) {
      if (name.startsWith(prefix)) {
        return Optional.of("model." + name.substring(prefix.length()));
      }
    }
    return Optional.of(name.startsWith("language_model.lm_head") ? name.substring(15) : name);
  }
}
