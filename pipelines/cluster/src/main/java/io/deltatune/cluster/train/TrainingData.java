package io.deltatune.cluster.train;

import io.deltatune.cluster.select.RowSelection;
import io.deltatune.core.example.Example;
import io.deltatune.core.hash.ContentHash;
import io.deltatune.core.recipe.RowOrder;
import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.core.recipe.train.ObjectiveType;
import io.deltatune.data.row.ExampleRow;
import io.deltatune.data.row.LabelledRow;
import io.deltatune.data.row.PairRow;
import io.deltatune.data.row.PlainTextRow;
import io.deltatune.data.table.Table;
import io.deltatune.data.table.Tables;
import io.deltatune.data.table.Warehouse;
import io.deltatune.model.run.ExampleEncoder;
import io.deltatune.model.run.TrainingRows;
import io.deltatune.model.train.TrainingExample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** Reads the rows of a run from the table that its objective learns from, and encodes them. */
record TrainingData(Warehouse warehouse, TrainRecipe recipe, ExampleEncoder encoder) {
  /** The table of an objective. */
  static Table<?> table(ObjectiveType objective) {
    return switch (objective) {
      case SFT -> Tables.INSTRUCTION_EXAMPLES;
      case DPO, ORPO, CPO, SIMPO -> Tables.PREFERENCE_PAIRS;
      case KTO -> Tables.LABELLED_ANSWERS;
      case PRETRAIN -> Tables.PLAIN_TEXTS;
    };
  }

  /** Reads and encodes what the recipe asks for. */
  TrainingRows read() {
    return switch (recipe.objective().type()) {
      case SFT -> read(Tables.INSTRUCTION_EXAMPLES, ExampleRow::toExample);
      case DPO, ORPO, CPO, SIMPO -> read(Tables.PREFERENCE_PAIRS, PairRow::toPair);
      case KTO -> read(Tables.LABELLED_ANSWERS, LabelledRow::toLabelledAnswer);
      case PRETRAIN -> read(Tables.PLAIN_TEXTS, PlainTextRow::toPlainText);
    };
  }

  private <R extends Record> TrainingRows read(Table<R> table, Function<R, Example> example) {
    TrainRecipe.Data data = recipe.data();
    List<Example> rows =
        rows(table, example, data.split(), data.limit(), data.order(), recipe.run().seed());
    List<Example> heldOut =
        data.validation()
            .map(
                validation ->
                    rows(
                        table,
                        example,
                        validation.split(),
                        OptionalInt.of(validation.limit()),
                        RowOrder.FILE,
                        0))
            .orElse(List.of());
    List<TrainingExample> examples = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    for (Example row : rows) {
      Optional<TrainingExample> encoded = encoder.encode(row);
      encoded.ifPresent(examples::add);
      (encoded.isPresent() ? names : leftOut).add(table.name() + " " + row.id());
    }
    return new TrainingRows(
        examples,
        heldOut.stream().map(encoder::encode).flatMap(Optional::stream).toList(),
        names,
        leftOut,
        fingerprint(rows) + fingerprint(heldOut));
  }

  private <R extends Record> List<Example> rows(
      Table<R> table,
      Function<R, Example> example,
      String split,
      OptionalInt limit,
      RowOrder order,
      long seed) {
    return new RowSelection(recipe.data().where(), split, limit, order, seed)
        .rows(warehouse, table).stream().map(example).toList();
  }

  /** What identifies the rows' contents: a hash over their ids in order. */
  private static String fingerprint(List<Example> rows) {
    ContentHash hash = ContentHash.of("rows");
    rows.forEach(row -> hash.field(row.id()));
    return hash.hex();
  }
}
