package io.deltatune.core.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A key in which two resolved recipes are not alike.
 *
 * @param key with its path, {@code optimiser.learning_rate}
 * @param first its value, lists as JSON; empty where the recipe has no such key
 * @param second likewise
 */
public record RecipeDifference(String key, String first, String second) {
  private static final YAMLMapper YAML = new YAMLMapper();

  /**
   * Every such key, in the order of the first recipe.
   *
   * @param first a resolved recipe as YAML
   * @throws UserError if a text is no YAML
   */
  public static List<RecipeDifference> between(String first, String second) {
    Map<String, String> one = values(first);
    Map<String, String> other = values(second);
    Set<String> keys = new LinkedHashSet<>(one.keySet());
    keys.addAll(other.keySet());
    List<RecipeDifference> differences = new ArrayList<>();
    for (String key : keys) {
      String before = one.getOrDefault(key, "");
      String after = other.getOrDefault(key, "");
      if (!before.equals(after)) {
        differences.add(new RecipeDifference(key, before, after));
      }
    }
    return differences;
  }

  private static Map<String, String> values(String yaml) {
    Map<String, String> values = new LinkedHashMap<>();
    try {
      collect("", YAML.readTree(yaml), values);
    } catch (JsonProcessingException e) {
      throw new UserError(
          ErrorCode.MALFORMED_FILE,
          "a run's recipe is no YAML",
          e.getOriginalMessage(),
          "take a folder whose recipe.yaml was left as the run wrote it",
          e);
    }
    return values;
  }

  private static void collect(String path, JsonNode node, Map<String, String> values) {
    if (node.isObject() && !node.isEmpty()) {
      node.properties()
          .forEach(
              entry ->
                  collect(
                      path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                      entry.getValue(),
                      values));
    } else {
      values.put(path, node.isValueNode() ? node.asText() : node.toString());
    }
  }
}
