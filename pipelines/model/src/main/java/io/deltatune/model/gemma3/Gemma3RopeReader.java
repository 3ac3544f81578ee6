package io.deltatune.model.gemma3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.model.gemma3.Gemma3Config.Rope;
import java.util.Iterator;
import java.util.Set;

/**
 * The rotary embeddings that a configuration asks for: {@code rope_parameters} of each layer type
 * (transformers 5), or {@code rope_theta}, {@code rope_local_base_freq} and {@code rope_scaling}
 * (4.5x; the scaling is that of the full layers, and where both layouts are there it is laid over
 * the newer one, as in transformers).
 */
final class Gemma3RopeReader {
  private static final String PARAMETERS = "rope_parameters";
  private static final String SCALING = "rope_scaling";
  private static final String THETA = "rope_theta";
  private static final String PARTIAL = "partial_rotary_factor";
  private static final Set<String> KEYS = Set.of(THETA, "rope_type", "type", "factor", PARTIAL);

  private final ConfigValues text;
  private final ConfigValues rope;

  private Gemma3RopeReader(ConfigValues text, ConfigValues rope) {
    this.text = text;
    this.rope = rope;
  }

  /** That of the sliding layers. */
  static Rope local(ConfigValues text) {
    ConfigValues rope = parameters(text).object(Gemma3ConfigFile.SLIDING);
    return new Gemma3RopeReader(text, rope).rope("rope_local_base_freq", 10_000);
  }

  /** That of the full layers. */
  static Rope global(ConfigValues text) {
    ConfigValues rope = parameters(text).object(Gemma3ConfigFile.FULL);
    ConfigValues scaling = text.object(SCALING);
    if (!scaling.node().isEmpty()) {
      ObjectNode both = rope.node().deepCopy();
      if (scaling.has("type") && !scaling.has("rope_type")) {
        both.remove("rope_type");
      }
      both.setAll(scaling.node());
      rope = new ConfigValues(text.path(), scaling.place(), both);
    }
    return new Gemma3RopeReader(text, rope).rope(THETA, 1_000_000);
  }

  private static ConfigValues parameters(ConfigValues text) {
    ConfigValues parameters = text.object(PARAMETERS);
    for (Iterator<String> keys = parameters.node().fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      if (!key.equals(Gemma3ConfigFile.SLIDING) && !key.equals(Gemma3ConfigFile.FULL)) {
        throw parameters.unsupported(
            key, "Gemma 3 has parameters for sliding_attention and for full_attention, no others");
      }
    }
    return parameters;
  }

  private Rope rope(String oldKey, double theta) {
    for (Iterator<String> keys = rope.node().fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      if (!KEYS.contains(key) && rope.has(key)) {
        throw rope.unsupported(key, "the rotary embeddings known here are default and linear");
      }
    }
    refusePartial(text);
    refusePartial(rope);
    return new Rope(
        rope.has(THETA) ? theta(rope, THETA, theta) : theta(text, oldKey, theta), factor());
  }

  private static double theta(ConfigValues values, String key, double otherwise) {
    return values.number(key, otherwise, 1, Float.MAX_VALUE);
  }

  private static void refusePartial(ConfigValues values) {
    if (values.has(PARTIAL) && values.number(PARTIAL, 1, 0, Float.MAX_VALUE) != 1) {
      throw values.unsupported(PARTIAL, "Gemma 3 rotates the whole of each head");
    }
  }

  private double factor() {
    String newer = rope.text("rope_type", rope.text("type", "default"));
    String older = rope.text("type", newer);
    if (!newer.equals(older)) {
      throw rope.unsupported("type", "rope_type says " + newer);
    }
    if (!newer.equals("default") && !newer.equals("linear")) {
      String key = rope.has("rope_type") ? "rope_type" : "type";
      throw rope.unsupported(key, "the rotary embeddings known here are default and linear");
    }
    JsonNode factor = rope.value("factor");
    boolean given = !factor.isMissingNode() && !factor.isNull();
    double value = given ? rope.number("factor", 1, 1e-3, 1e6) : 1;
    if (newer.equals("linear") && !given) {
      throw rope.malformed("factor", "linear scaling needs it");
    }
    if (newer.equals("default") && value != 1) {
      throw rope.unsupported("factor", "rope_type is default, which scales nothing");
    }
    return value;
  }
}
