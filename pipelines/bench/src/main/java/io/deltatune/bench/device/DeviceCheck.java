package io.deltatune.bench.device;

import io.deltatune.bench.Arguments;
import io.deltatune.bench.Mains;
import io.deltatune.bench.Shape;
import io.deltatune.model.engine.ComputeDevice;
import io.deltatune.model.engine.EngineProcess;
import io.deltatune.model.engine.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What to run first on a new machine, without Maven or network: parity with the golden files on the
 * device, rates of products, the attention kernels in use, and generation and scoring on real
 * shapes. Prints a table and writes JSON; status 1 where parity fails.
 *
 * <pre>DeviceCheck [--device auto|cpu|cuda:0] [--out FILE.json] [--sections parity,kernels,models]
 *     [--golden all|NAME,...] [--shapes 270m,1b] [--precisions fp32,bf16] [--threads N]
 *     [--folder FOLDER] [--effort full|small]</pre>
 *
 * Checkpoints of the shapes are written to the folder and left there, without one to a temporary
 * folder that is deleted.
 */
public final class DeviceCheck {
  private static final String SMALL = "small";

  private final Arguments given;
  private final String device;
  private final Report report;

  private DeviceCheck(Arguments given) {
    this.given = given;
    this.device = ComputeDevice.of(given.value("device").orElse(ComputeDevice.AUTO)).name();
    this.report = new Report(device);
  }

  @SuppressWarnings("SystemExitOutsideMain") // inside of main's body
  public static void main(String[] arguments) {
    Mains.run(
        () -> {
          if (!run(arguments)) {
            System.exit(1);
          }
        });
  }

  /**
   * Does what the arguments say.
   *
   * @return whether everything passed
   */
  static boolean run(String... arguments) throws IOException {
    Arguments given =
        Arguments.of(
            arguments,
            "device",
            "out",
            "sections",
            "golden",
            "shapes",
            "precisions",
            "threads",
            "folder",
            "effort");
    DeviceCheck check = new DeviceCheck(given);
    Path temporary = Files.createTempDirectory("device-check");
    try {
      check.all(temporary);
    } finally {
      delete(temporary);
    }
    System.out.println();
    System.out.print(check.report);
    if (given.path("out").isPresent()) {
      check.report.write(given.path("out").get());
    }
    return check.report.passed();
  }

  private void all(Path temporary) throws IOException {
    if (given.value("threads").isPresent()) {
      EngineProcess.useThreads(given.number("threads", 1));
    }
    List<String> sections = given.list("sections", "parity,kernels,models");
    boolean small = given.value("effort").orElse("full").equals(SMALL);
    if (sections.contains("parity")) {
      parity(temporary);
    }
    if (sections.contains("kernels")) {
      System.out.println("kernels");
      try (Kernels kernels = new Kernels(device, small, report)) {
        kernels.products();
        kernels.attentions();
      }
    }
    if (sections.contains("models")) {
      models(temporary, small);
    }
  }

  private void parity(Path temporary) throws IOException {
    System.out.println("parity with transformers, fp32");
    List<String> names = given.list("golden", "all");
    GoldenParity.check(
        names.contains("all") ? GoldenCheckpoint.NAMES : names, device, temporary, report);
  }

  private void models(Path temporary, boolean small) throws IOException {
    for (String shape : given.list("shapes", "270m,1b")) {
      for (String precision : given.list("precisions", "fp32,bf16")) {
        System.out.println("shape " + shape + ", " + precision);
        ModelRates.measure(
            Shape.of(shape),
            Precision.valueOf(precision.toUpperCase(Locale.ROOT)),
            device,
            small,
            given.path("folder").orElse(temporary),
            report);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
