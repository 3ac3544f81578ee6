package io.deltatune.model.gemma3;

import java.util.Arrays;
import java.util.Optional;

/** The seven projections of a layer, in the order in which the engine's text counts them. */
public enum Projection {
  QUERY("self_attn.q_proj"),
  KEY("self_attn.k_proj"),
  VALUE("self_attn.v_proj"),
  OUTPUT("self_attn.o_proj"),
  GATE("mlp.gate_proj"),
  UP("mlp.up_proj"),
  DOWN("mlp.down_proj");

  private final String path;

  Projection(String path) {
    this.path = path;
  }

  /** Its place among a layer's seven. */
  public int index() {
    return Arrays.asList(values()).indexOf(this);
  }

  /** The module's path within a layer: {@code self_attn.q_proj}. */
  public String path() {
    return path;
  }

  /** The name that recipes and adapter files use: {@code q_proj}. */
  public String label() {
    return path.substring(path.indexOf('.') + 1);
  }

  /** The module's path within the model: {@code model.layers.3.self_attn.q_proj}. */
  public String module(int layer) {
    return "model.layers." + layer + "." + path;
  }

  /** The projection of a label, or empty. */
  public static Optional<Projection> ofLabel(String label) {
    return Arrays.stream(values()).filter(value -> value.label().equals(label)).findFirst();
  }

  /** The width of what goes in. */
  public int inputs(Gemma3Config config) {
    return switch (this) {
      case OUTPUT -> config.heads() * config.headDimension();
      case DOWN -> config.intermediateSize();
      default -> config.hiddenSize();
    };
  }

  /** The width of what comes out. */
  public int outputs(Gemma3Config config) {
    return switch (this) {
      case QUERY -> config.heads() * config.headDimension();
      case KEY, VALUE -> config.keyValueHeads() * config.headDimension();
      case GATE, UP -> config.intermediateSize();
      default -> config.hiddenSize();
    };
  }
}
