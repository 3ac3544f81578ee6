package io.deltatune.core.config;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Everything that is wrong with a recipe, collected and then reported at once. */
final class Problems {
  /** One problem; {@code path} is the key's, or empty for a whole file. */
  record Problem(Position position, String path, String message) {
    @Override
    public String toString() {
      return position + "  " + (path.isEmpty() ? "" : path + ": ") + message;
    }
  }

  private final List<Problem> found = new ArrayList<>();
  private final List<String> files = new ArrayList<>();
  private boolean isFatal;

  void add(Position position, String path, String message) {
    if (isFatal && position.file().equals(PathRule.DEFAULT)) {
      return; // the part that is unknown may replace the default
    }
    if (!files.contains(position.file())) {
      files.add(position.file());
    }
    Problem problem = new Problem(position, path, message);
    if (!found.contains(problem)) {
      found.add(problem);
    }
  }

  /** What was found so far, in order. */
  List<Problem> all() {
    return List.copyOf(found);
  }

  /** A key that is not there; no problem where a part of the recipe is unknown. */
  void addMissing(Position position, String path, String message) {
    if (!isFatal) {
      add(position, path, message);
    }
  }

  /** A problem that makes a part of the recipe unknown: what is absent may stand there. */
  void addFatal(Position position, String path, String message) {
    isFatal = true;
    add(position, path, message);
  }

  /** As {@link #throwIfAny}, but only if a part of the recipe is unknown. */
  void throwIfAnyIsFatal(String recipe) {
    if (isFatal) {
      throwIfAny(recipe);
    }
  }

  /**
   * @param recipe what was read, for people
   * @throws UserError with all problems, by file and line, if there are any
   */
  void throwIfAny(String recipe) {
    if (found.isEmpty()) {
      return;
    }
    StringBuilder text = new StringBuilder(recipe);
    text.append(found.size() == 1 ? " has a problem:" : " has " + found.size() + " problems:");
    found.stream()
        .sorted(
            Comparator.comparingInt((Problem problem) -> files.indexOf(problem.position().file()))
                .thenComparingInt(problem -> problem.position().line()))
        .forEach(problem -> text.append("\n    ").append(problem));
    throw new UserError(
        ErrorCode.CONFIG,
        text.toString(),
        "a recipe must be understood as a whole before anything runs",
        "mend the places above; base.yaml in each folder of conf/ explains every key");
  }
}
