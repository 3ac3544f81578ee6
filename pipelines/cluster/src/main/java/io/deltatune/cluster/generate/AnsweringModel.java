package io.deltatune.cluster.generate;

import io.deltatune.cluster.ModelRecords;
import io.deltatune.cluster.RunFolders;
import io.deltatune.core.recipe.GenerateRecipe;
import io.deltatune.data.row.TrainingRunRow;
import io.deltatune.data.table.Warehouse;
import io.deltatune.model.adapter.AdapterFolder;
import io.deltatune.model.adapter.PeftAdapter;
import io.deltatune.model.checkpoint.ModelFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The model that answers.
 *
 * @param adapterHash empty without an adapter
 */
record AnsweringModel(
    ModelFolder folder, String hash, Optional<Path> adapter, Optional<String> adapterHash) {

  /**
   * The recipe's folders, or those of the training run that it names.
   *
   * @throws io.deltatune.core.error.UserError if there is no such run, or a folder does not fit
   */
  static AnsweringModel of(Warehouse warehouse, GenerateRecipe recipe) {
    Path model = recipe.model().path().path();
    if (recipe.run().isEmpty()) {
      return open(model, recipe.adapter().map(path -> path.path()));
    }
    TrainingRunRow run = RunFolders.latest(warehouse, recipe.run().get());
    Path folder = Path.of(run.path());
    return Files.isDirectory(folder.resolve("adapter"))
        ? open(model, Optional.of(folder.resolve("adapter")))
        : open(folder.resolve("model"), Optional.empty());
  }

  private static AnsweringModel open(Path model, Optional<Path> adapter) {
    ModelFolder folder = ModelFolder.open(model);
    String hash = folder.hash();
    return new AnsweringModel(
        folder, hash, adapter, adapter.map(path -> AdapterFolder.hash(path, hash)));
  }

  /** Sees to it that the table of models knows both. */
  void record(Warehouse warehouse) {
    ModelRecords models = new ModelRecords(warehouse);
    models.base(folder, hash, folder.path().getFileName().toString(), Optional.empty());
    adapter.ifPresent(
        path ->
            models.adapter(
                path,
                adapterHash.orElseThrow(),
                path.getFileName().toString(),
                hash,
                PeftAdapter.read(path, folder.config()).parameters(),
                Optional.empty()));
  }
}
