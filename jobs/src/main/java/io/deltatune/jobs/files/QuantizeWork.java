package io.deltatune.jobs.files;

import io.deltatune.jobs.work.Workplace;
import io.deltatune.model.export.QuantisedExport;
import io.deltatune.model.quantise.FourBitQuantiser;
import io.deltatune.model.quantise.FourBitType;
import java.nio.file.Path;
import java.util.Locale;

/** Writes a model whose projections are 4-bit codes. */
public final class QuantizeWork {
  private QuantizeWork() {}

  /**
   * @param doubled whether the scales are quantised too
   * @throws io.deltatune.core.error.UserError if a folder cannot be used or written
   */
  public static void run(
      Workplace workplace, Path model, Path out, FourBitType type, boolean doubled) {
    workplace.log().capture();
    QuantisedExport.Report report =
        QuantisedExport.run(
            model, out, new FourBitQuantiser(type, doubled), workplace.console().progress());
    workplace
        .console()
        .message(
            String.format(
                Locale.ROOT,
                "quantize: %d projections as %s%s, %.1f MB of %.1f in %d files -> %s",
                report.quantised(),
                type.label(),
                doubled ? " with quantised scales" : "",
                report.bytes() / 1e6,
                report.bytesBefore() / 1e6,
                report.files().size(),
                out));
  }
}
