package io.deltatune.model.run;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.adapter.AdapterFolder;
import io.deltatune.model.adapter.LoraAdapter;
import io.deltatune.model.gemma3.Adapter.LowRank;
import io.deltatune.model.gemma3.Adapter.Place;
import io.deltatune.model.gemma3.Gemma3Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The first values of an adapter that are taken off the weights, as a PEFT folder in the run's. A
 * decomposition may come out with other last bits under other threads; a run that goes on must take
 * off what it began with.
 *
 * @param path the folder
 * @param run the fingerprint of the run; what another run left there does not count
 */
record StartFolder(Path path, String run) {
  /** Its name within a run's folder. */
  static final String NAME = "adapter_start";

  private static final String RUN = "run";

  boolean isThere() {
    return Files.exists(path.resolve(AdapterFolder.WEIGHTS))
        && Files.exists(path.resolve(AdapterFolder.CONFIG))
        && AdapterFolder.note(path, RUN).equals(Optional.of(run));
  }

  Map<Place, LowRank> read(Gemma3Config base) {
    return AdapterFolder.read(path, base).matrices();
  }

  /** Both files are gone before one is written: where both are, they belong together. */
  void write(LoraAdapter adapter) {
    try {
      Files.createDirectories(path);
      Files.deleteIfExists(path.resolve(AdapterFolder.WEIGHTS));
      Files.deleteIfExists(path.resolve(AdapterFolder.CONFIG));
    } catch (IOException e) {
      throw new UserError(
          ErrorCode.NOT_ACCESSIBLE,
          path + " cannot be written",
          e.getClass().getSimpleName() + ": " + e.getMessage(),
          "check that the run's folder is writable and the disk is not full",
          e);
    }
    AdapterFolder.write(path, adapter, Map.of(RUN, run));
  }
}
