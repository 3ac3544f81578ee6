package io.deltatune.jobs.files;

import io.deltatune.core.recipe.Precision;
import io.deltatune.core.recipe.train.Merged;
import io.deltatune.jobs.work.Workplace;
import io.deltatune.model.export.Export;
import io.deltatune.model.export.MergedExport;
import io.deltatune.model.run.Mapping;
import io.deltatune.model.safetensors.TensorType;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes a model, with an adapter merged where one is given, as a folder of Hugging Face's. */
public final class ExportWork {
  private ExportWork() {}

  /**
   * @param dtype what weights are written in
   * @param largestFile the most bytes of tensors in one file
   * @throws io.deltatune.core.error.UserError if a folder cannot be used or written
   */
  public static void run(
      Workplace workplace,
      Path model,
      Optional<Path> adapter,
      Path out,
      Precision dtype,
      long largestFile) {
    TensorType type = dtype == Precision.FP32 ? TensorType.FP32 : TensorType.BF16;
    run(workplace, model, adapter, out, new Export.Settings(type, largestFile));
  }

  /**
   * Writes a model with an adapter merged into it.
   *
   * @param into what the merged model is written in
   * @throws io.deltatune.core.error.UserError if a folder cannot be used or written
   */
  public static void merge(Workplace workplace, Path model, Path adapter, Path out, Merged into) {
    workplace.log().capture();
    MergedExport.Report report =
        MergedExport.run(
            model, adapter, out, Mapping.quantiser(into), workplace.console().progress());
    tellIgnored(workplace, report.ignored());
    String codes =
        report.quantised() == 0
            ? ""
            : ", " + report.quantised() + " projections as nf4 with quantised scales";
    workplace
        .console()
        .message(
            String.format(
                Locale.ROOT,
                "merge: %d tensors merged%s, %.1f MB in %d files -> %s",
                report.merged(),
                codes,
                report.bytes() / 1e6,
                report.files(),
                out));
  }

  private static void run(
      Workplace workplace, Path model, Optional<Path> adapter, Path out, Export.Settings settings) {
    workplace.log().capture();
    Export.Report report =
        Export.run(model, adapter, out, settings, workplace.console().progress());
    tellIgnored(workplace, report.ignored());
    String merged = report.merged() == 0 ? "" : ", " + report.merged() + " of them merged";
    workplace
        .console()
        .message(
            String.format(
                Locale.ROOT,
                "export: %d tensors%s, %.1f MB in %d files -> %s",
                report.tensors(),
                merged,
                report.bytes() / 1e6,
                report.files().size(),
                out));
  }

  private static void tellIgnored(Workplace workplace, List<String> ignored) {
    if (!ignored.isEmpty()) {
      workplace.console().message("not used: " + String.join(", ", ignored));
    }
  }
}
