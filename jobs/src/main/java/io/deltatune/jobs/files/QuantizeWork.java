package io.deltatune.jobs.files;

import io.deltatune.core.recipe.Quantisation;
import io.deltatune.jobs.work.Workplace;
import io.deltatune.model.export.QuantisedExport;
import io.deltatune.model.run.Mapping;
import java.nio.file.Path;
import java.util.Locale;

/** Writes a model whose projections are 4-bit codes. */
public final class QuantizeWork {
  private QuantizeWork() {}

  /**
   * @param codes what to write in place of weights
   * @throws io.deltatune.core.error.UserError if a folder cannot be used or written
   */
  public static void run(Workplace workplace, Path model, Path out, Quantisation codes) {
    workplace.log().capture();
    QuantisedExport.Report report =
        QuantisedExport.run(model, out, Mapping.quantiser(codes), workplace.console().progress());
    workplace
        .console()
        .message(
            String.format(
                Locale.ROOT,
                "quantize: %d projections as %s%s, %.1f MB of %.1f in %d files -> %s",
                report.quantised(),
                codes.type().name().toLowerCase(Locale.ROOT),
                codes.doubled() ? " with quantised scales" : "",
                report.bytes() / 1e6,
                report.bytesBefore() / 1e6,
                report.files().size(),
                out));
  }
}
