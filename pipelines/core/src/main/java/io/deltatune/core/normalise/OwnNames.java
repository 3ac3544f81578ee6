package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashMap;
import java.util.Map;

/**
 * Puts the fields and roles of a user's own shape under the names that the shapes have for them.
 */
final class OwnNames {
  private OwnNames() {}

  /**
   * Renames fields. What a shape's field held before is gone.
   *
   * @param columns the shape's field to the row's: its name, or where no field has that name a path
   *     of names and places in lists, {@code meta.answers.0.text}
   */
  static void rename(ObjectNode fields, Map<String, String> columns) {
    if (columns.isEmpty()) {
      return;
    }
    Map<String, JsonNode> renamed = new HashMap<>();
    columns.forEach((field, column) -> renamed.put(field, at(fields, column)));
    columns.values().forEach(fields::remove);
    renamed.forEach(
        (field, value) -> {
          fields.remove(field);
          if (value != null) {
            fields.set(field, value);
          }
        });
  }

  private static JsonNode at(ObjectNode fields, String column) {
    JsonNode value = fields.get(column);
    if (value != null || column.indexOf('.') < 0) {
      return value;
    }
    JsonNode node = fields;
    for (String step : column.split("\\.", -1)) {
      node = node.isArray() && isPlace(step) ? node.get(Integer.parseInt(step)) : node.get(step);
      if (node == null) {
        return null;
      }
    }
    return node;
  }

  private static boolean isPlace(String step) {
    return !step.isEmpty()
        && step.length() < 9
        && step.chars().allMatch(digit -> digit >= '0' && digit <= '9');
  }

  /** Renames the roles of the row itself and of the turns in it: in its objects and lists. */
  static void renameRoles(ObjectNode fields, Map<String, String> roles) {
    if (roles.isEmpty()) {
      return;
    }
    renameRole(fields, roles);
    for (JsonNode value : fields) {
      renameRole(value, roles);
      if (value.isArray()) {
        value.forEach(turn -> renameRole(turn, roles));
      }
    }
  }

  private static void renameRole(JsonNode turn, Map<String, String> roles) {
    if (!(turn instanceof ObjectNode object)) {
      return;
    }
    for (String name : Turns.ROLE) {
      JsonNode role = object.get(name);
      String renamed = role != null && role.isTextual() ? roles.get(role.textValue()) : null;
      if (renamed != null) {
        object.set(name, TextNode.valueOf(renamed));
      }
    }
  }
}
