package io.deltatune.core.sample;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One underlying fact: its group, the slots that it fills, and the slots that make an answer of the
 * same form wrong.
 */
final class Draw {
  private final String group;
  private final Map<String, String> slots = new LinkedHashMap<>();
  private final Map<String, String> wrongSlots = new LinkedHashMap<>();

  Draw(String group) {
    this.group = group;
  }

  String group() {
    return group;
  }

  Draw with(String slot, String value) {
    slots.put(slot, value);
    return this;
  }

  /** A slot whose value decides whether the answer is right. */
  Draw with(String slot, String value, String wrong) {
    wrongSlots.put(slot, wrong);
    return with(slot, value);
  }

  String fill(String template) {
    return fill(template, Collections.emptyMap());
  }

  String fillWrongly(String template) {
    return fill(template, wrongSlots);
  }

  private String fill(String template, Map<String, String> first) {
    StringBuilder text = new StringBuilder(template.length() * 2);
    int from = 0;
    for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', from)) {
      int close = template.indexOf('}', open);
      String slot = template.substring(open + 1, close);
      String value = first.getOrDefault(slot, slots.get(slot));
      if (value == null) {
        throw new IllegalStateException(
            "template '" + template + "' names the unknown slot '" + slot + "'");
      }
      text.append(template, from, open).append(value);
      from = close + 1;
    }
    return text.append(template, from, template.length()).toString();
  }
}
