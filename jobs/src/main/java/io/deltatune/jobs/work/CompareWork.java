package io.deltatune.jobs.work;

import io.deltatune.cluster.RunFolders;
import io.deltatune.core.config.RecipeDifference;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.jobs.console.Console;
import io.deltatune.jobs.console.ResultTable;
import io.deltatune.jobs.console.TablePrinter;
import io.deltatune.model.run.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Prints two training runs side by side. */
public final class CompareWork {
  private CompareWork() {}

  /**
   * @param first a name or an id in the warehouse, or a run's folder; of two folders no session is
   *     opened
   * @throws UserError if there is no such run
   */
  public static void run(Workplace workplace, String first, String second) {
    Optional<ComparedRun> one = folder(first);
    Optional<ComparedRun> other = folder(second);
    if (one.isPresent() && other.isPresent()) {
      workplace.log().capture();
      print(workplace.console(), one.get(), other.get());
      return;
    }
    try (Workshop workshop = Workshop.openQuickly(workplace, "compare")) {
      print(
          workplace.console(),
          one.orElseGet(() -> recorded(workshop, first)),
          other.orElseGet(() -> recorded(workshop, second)));
    }
  }

  private static Optional<ComparedRun> folder(String run) {
    Path path = Path.of(run);
    RunFolder folder = new RunFolder(path);
    if (folder.isThere()) {
      return Optional.of(ComparedRun.of(folder));
    }
    if (Files.isDirectory(path) && path.getNameCount() > 1) {
      throw new UserError(
          ErrorCode.DATA,
          path + " is no training run's folder",
          "it lacks " + RunFolder.RECIPE + " or " + RunFolder.METRICS,
          "name the folder that 'deltatune train' told, or a run of the table training_runs");
    }
    return Optional.empty();
  }

  private static ComparedRun recorded(Workshop workshop, String run) {
    return ComparedRun.of(workshop.warehouse(), RunFolders.latest(workshop.warehouse(), run));
  }

  private static void print(Console console, ComparedRun one, ComparedRun other) {
    List<List<Object>> rows = new ArrayList<>();
    Map<String, String> second = other.facts();
    one.facts().forEach((name, value) -> rows.add(List.of(name, value, second.get(name))));
    figures(rows, "last step: ", one.lastStep(), other.lastStep());
    figures(rows, "last held-out: ", one.lastHeldOut(), other.lastHeldOut());
    table(console, "", one, other, rows);
    console.line("");
    List<List<Object>> keys = new ArrayList<>();
    for (RecipeDifference difference : RecipeDifference.between(one.recipe(), other.recipe())) {
      keys.add(List.of(difference.key(), difference.first(), difference.second()));
    }
    if (keys.isEmpty()) {
      console.line("The recipes are the same.");
    } else {
      table(console, "recipe", one, other, keys);
    }
  }

  private static void figures(
      List<List<Object>> rows, String label, Map<String, Double> one, Map<String, Double> other) {
    Set<String> names = new LinkedHashSet<>(one.keySet());
    names.addAll(other.keySet());
    for (String name : names) {
      rows.add(List.of(label + name, shown(one.get(name)), shown(other.get(name))));
    }
  }

  private static Object shown(Double value) {
    return value == null ? "-" : value;
  }

  private static void table(
      Console console,
      String heading,
      ComparedRun one,
      ComparedRun other,
      List<List<Object>> rows) {
    TablePrinter.print(
        console,
        new ResultTable(
            List.of(heading, one.name(), other.name()), List.of(false, true, true), rows));
  }
}
