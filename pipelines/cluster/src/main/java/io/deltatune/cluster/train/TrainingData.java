package io.deltatune.cluster.train;

import io.deltatune.cluster.select.ExampleSelection;
import io.deltatune.core.chat.ConversationEncoder;
import io.deltatune.core.chat.EncodedConversation;
import io.deltatune.core.recipe.RowOrder;
import io.deltatune.core.recipe.TrainRecipe;
import io.deltatune.core.recipe.TrainRecipe.Labels;
import io.deltatune.data.row.ExampleRow;
import io.deltatune.data.table.Warehouse;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * The token sequences of a run.
 *
 * @param examples to train on
 * @param heldOut to measure on
 * @param withoutLabels rows that were left out, because the cut at the greatest length left no
 *     labelled token
 * @param fingerprint of the rows, before they were encoded
 */
record TrainingData(
    List<EncodedConversation> examples,
    List<EncodedConversation> heldOut,
    int withoutLabels,
    String fingerprint) {

  /** Reads and encodes what the recipe asks for. */
  static TrainingData read(Warehouse warehouse, TrainRecipe recipe, ConversationEncoder encoder) {
    TrainRecipe.Data data = recipe.data();
    List<ExampleRow> rows =
        selection(data, data.split(), data.limit(), data.order(), recipe.run().seed())
            .rows(warehouse);
    List<ExampleRow> heldOutRows =
        data.validation()
            .map(
                validation ->
                    selection(
                        data,
                        validation.split(),
                        OptionalInt.of(validation.limit()),
                        RowOrder.FILE,
                        0))
            .map(selection -> selection.rows(warehouse))
            .orElse(List.of());
    List<EncodedConversation> examples = encode(rows, encoder, recipe);
    return new TrainingData(
        examples,
        encode(heldOutRows, encoder, recipe),
        rows.size() - examples.size(),
        ExampleSelection.fingerprint(rows) + ExampleSelection.fingerprint(heldOutRows));
  }

  private static ExampleSelection selection(
      TrainRecipe.Data data, String split, OptionalInt limit, RowOrder order, long seed) {
    return new ExampleSelection(data.table(), data.where(), split, limit, order, seed);
  }

  private static List<EncodedConversation> encode(
      List<ExampleRow> rows, ConversationEncoder encoder, TrainRecipe recipe) {
    return rows.stream()
        .map(row -> encoder.encode(row.toExample().conversation()))
        .map(
            encoded ->
                cut(labelled(encoded, recipe.objective().labels()), recipe.batch().maxLength()))
        .filter(TrainingData::hasLabels)
        .toList();
  }

  private static EncodedConversation labelled(EncodedConversation encoded, Labels labels) {
    if (labels == Labels.ANSWERS) {
      return encoded;
    }
    boolean[] all = new boolean[encoded.length()];
    Arrays.fill(all, 1, all.length, true);
    return new EncodedConversation(encoded.tokens(), all);
  }

  private static EncodedConversation cut(EncodedConversation encoded, int maxLength) {
    return encoded.length() <= maxLength
        ? encoded
        : new EncodedConversation(
            Arrays.copyOf(encoded.tokens(), maxLength),
            Arrays.copyOf(encoded.labelled(), maxLength));
  }

  private static boolean hasLabels(EncodedConversation encoded) {
    for (int i = 1; i < encoded.length(); i++) {
      if (encoded.labelled()[i]) {
        return true;
      }
    }
    return false;
  }
}
