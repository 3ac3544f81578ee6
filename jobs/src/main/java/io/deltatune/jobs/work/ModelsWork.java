package io.deltatune.jobs.work;

import static java.util.stream.Collectors.toMap;

import io.deltatune.data.row.ModelRow;
import io.deltatune.data.table.Tables;
import io.deltatune.jobs.console.Console;
import io.deltatune.jobs.console.ResultTable;
import io.deltatune.jobs.console.TablePrinter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Prints the registered models. */
public final class ModelsWork {
  /** So many digits of a hash tell models apart for people. */
  static final int SHOWN = 12;

  private ModelsWork() {}

  /** Prints a row for each model of the warehouse, the oldest first. */
  public static void run(Workplace workplace) {
    try (Workshop workshop = Workshop.openQuickly(workplace, "models")) {
      print(workplace.console(), workshop.warehouse().records(Tables.MODELS));
    }
  }

  private static void print(Console console, List<ModelRow> models) {
    Map<String, ModelRow> byHash =
        models.stream().collect(toMap(ModelRow::hash, Function.identity(), (one, two) -> one));
    List<List<Object>> rows = new ArrayList<>();
    for (ModelRow model :
        models.stream().sorted(Comparator.comparing(ModelRow::createdAt)).toList()) {
      List<String> parents = parents(model, byHash);
      rows.add(
          List.of(
              model.name(),
              model.kind(),
              shortened(model.hash()),
              parents.isEmpty() ? "-" : named(parents.get(parents.size() - 1), byHash),
              parents.isEmpty()
                  ? "-"
                  : parents.stream().map(ModelsWork::shortened).collect(Collectors.joining(" <- ")),
              model.runId() == null ? "-" : model.runId(),
              when(model.createdAt())));
    }
    TablePrinter.print(
        console,
        new ResultTable(
            List.of("name", "kind", "hash", "base", "parents", "run", "first seen"),
            List.of(false, false, false, false, false, false, false),
            rows));
    console.message(rows.size() + (rows.size() == 1 ? " model" : " models"));
  }

  /** The hashes of what a model came from, the nearest first. */
  private static List<String> parents(ModelRow model, Map<String, ModelRow> byHash) {
    List<String> parents = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String parent = model.parent();
        parent != null && seen.add(parent);
        parent = byHash.containsKey(parent) ? byHash.get(parent).parent() : null) {
      parents.add(parent);
    }
    return parents;
  }

  private static String named(String hash, Map<String, ModelRow> byHash) {
    return byHash.containsKey(hash) ? byHash.get(hash).name() : shortened(hash);
  }

  static String shortened(String hash) {
    return hash.substring(0, Math.min(SHOWN, hash.length()));
  }

  private static String when(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
