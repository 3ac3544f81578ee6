package io.deltatune.model.gemma3;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is wrong with a checkpoint's tensors; few are listed one by one, many by their layers. */
final class TensorProblems {
  private static final int MOST_SINGLE = 40;
  private static final Pattern LAYER = Pattern.compile("(.*\\blayers\\.)(\\d{1,4})(\\..*)");

  private record Problem(String name, String what) {}

  /** Names that differ in the layer only, with the same problem. */
  private record Group(String before, String after, String what) {}

  private final List<Problem> problems = new ArrayList<>();

  void add(String name, String what) {
    problems.add(new Problem(name, what));
  }

  boolean isEmpty() {
    return problems.isEmpty();
  }

  void throwIfAny(Path folder) {
    if (!problems.isEmpty()) {
      throw new UserError(
          ErrorCode.UNSUPPORTED_MODEL,
          folder + ": the tensors are not those of the model that config.json describes",
          String.join("; ", problems.size() <= MOST_SINGLE ? single() : grouped()),
          "take config.json and the weights from the same version of a Gemma 3 checkpoint");
    }
  }

  private List<String> single() {
    return problems.stream().map(problem -> problem.name + " " + problem.what).toList();
  }

  /** The missing ones are all there, {@code model.layers.0-2,5.mlp.up_proj.weight} for four. */
  private List<String> grouped() {
    Map<Group, NavigableSet<Integer>> groups = new LinkedHashMap<>();
    for (Problem problem : problems) {
      Matcher layer = LAYER.matcher(problem.name);
      if (layer.matches()) {
        Group group = new Group(layer.group(1), layer.group(3), problem.what);
        groups
            .computeIfAbsent(group, unused -> new TreeSet<>())
            .add(Integer.valueOf(layer.group(2)));
      } else {
        groups.put(new Group(problem.name, "", problem.what), new TreeSet<>());
      }
    }
    List<String> lines = new ArrayList<>();
    int left = 0;
    for (Map.Entry<Group, NavigableSet<Integer>> entry : groups.entrySet()) {
      Group group = entry.getKey();
      if (lines.size() < MOST_SINGLE || group.what.equals("is missing")) {
        String layers = ranges(entry.getValue());
        lines.add(group.before + layers + group.after + " " + group.what);
      } else {
        left++;
      }
    }
    if (left > 0) {
      lines.add("and " + left + " more that are unknown or do not fit");
    }
    return lines;
  }

  private static String ranges(NavigableSet<Integer> numbers) {
    StringBuilder text = new StringBuilder();
    Integer begin = null;
    for (Integer number : numbers) {
      if (begin == null) {
        begin = number;
      }
      if (!numbers.contains(number + 1)) {
        text.append(text.isEmpty() ? "" : ",").append(begin);
        text.append(begin.equals(number) ? "" : "-" + number);
        begin = null;
      }
    }
    return text.toString();
  }
}
