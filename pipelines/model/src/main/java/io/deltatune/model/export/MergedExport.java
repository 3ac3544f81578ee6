package io.deltatune.model.export;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.model.quantise.FourBitQuantiser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Writes a model with an adapter merged into it: in bf16, or as the 4-bit codes of that bf16 model.
 * Codes are made of a bf16 model that lies beside the folder until they are written.
 */
public final class MergedExport {
  private MergedExport() {}

  /**
   * What was written.
   *
   * @param files how many files of weights
   * @param merged how many tensors the adapter changed
   * @param quantised how many weights are codes
   * @param bytes of all tensors
   * @param ignored what of the model was left out, in words
   */
  public record Report(int files, int merged, int quantised, long bytes, List<String> ignored) {
    public Report {
      ignored = List.copyOf(ignored);
    }
  }

  /**
   * Merges, over what an earlier call left in the folder.
   *
   * @param model the adapter's base; of 4-bit codes what they stand for is taken
   * @param adapter in PEFT's layout
   * @param out another folder than the two
   * @param quantiser of the merged weights; empty for bf16
   * @throws UserError if the model or the adapter cannot be used, or the folder not be written;
   *     what was in the folder is then as it was
   */
  public static Report run(
      Path model,
      Path adapter,
      Path out,
      Optional<FourBitQuantiser> quantiser,
      ProgressReporter progress) {
    if (quantiser.isEmpty()) {
      return report(Export.run(model, Optional.of(adapter), out, Export.Settings.USUAL, progress));
    }
    Export.refuseSame(model, out, "model");
    Export.refuseSame(adapter, out, "adapter");
    Path whole = beside(out);
    try {
      Export.Report merged =
          Export.run(model, Optional.of(adapter), whole, Export.Settings.USUAL, progress);
      QuantisedExport.Report codes = QuantisedExport.run(whole, out, quantiser.get(), progress);
      return new Report(
          codes.files().size(),
          merged.merged(),
          codes.quantised(),
          codes.bytes(),
          merged.ignored());
    } finally {
      remove(whole);
    }
  }

  private static Report report(Export.Report merged) {
    return new Report(merged.files().size(), merged.merged(), 0, merged.bytes(), merged.ignored());
  }

  private static Path beside(Path out) {
    Path folder = out.toAbsolutePath().normalize();
    try {
      Files.createDirectories(folder.getParent());
      return Files.createTempDirectory(folder.getParent(), "." + folder.getFileName() + "-bf16-");
    } catch (IOException e) {
      throw new UserError(
          ErrorCode.NOT_ACCESSIBLE,
          "no folder can be made beside " + out,
          e.getClass().getSimpleName() + ": " + e.getMessage(),
          "give a folder to write to whose parent is writable",
          e);
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UserError(
          ErrorCode.NOT_ACCESSIBLE,
          "the folder " + folder + " cannot be removed",
          e.getClass().getSimpleName() + ": " + e.getMessage(),
          "remove it; the merged model is elsewhere",
          e);
    }
  }
}
