package io.deltatune.bench.device;

import io.deltatune.model.engine.ComputeDevice;
import io.deltatune.model.engine.Engine;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.engine.Program;
import io.deltatune.model.engine.Scope;
import io.deltatune.model.engine.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/** Rates of single kernels, through the engine as the product uses it. */
final class Kernels implements AutoCloseable {
  private static final List<String> NAMES = List.of("math", "flash", "efficient", "cudnn");

  /** How long each kernel is measured, at least. */
  private static final double SECONDS = 0.2;

  /** A product: rows x inputs with a matrix of outputs x inputs, and whose shape that is. */
  private record Product(int rows, int inputs, int outputs, String what) {}

  /** An attention of Gemma's heads of width 256. */
  private record Attention(String what, int heads, int queries, int keys, int window) {
    boolean causal() {
      return window == 0 && queries > 1;
    }
  }

  private static final List<Product> PRODUCTS =
      List.of(
          new Product(1, 640, 2048, "270M feed-forward, one token"),
          new Product(64, 640, 2048, "270M feed-forward, 64 tokens"),
          new Product(1024, 1152, 6912, "1B feed-forward"),
          new Product(256, 640, 16_384, "270M head, a tile"),
          new Product(1024, 2560, 10_240, "4B feed-forward"));

  private static final List<Attention> ATTENTIONS =
      List.of(
          new Attention("causal, 512 tokens", 4, 512, 512, 0),
          new Attention("causal, 2048 tokens", 4, 2048, 2048, 0),
          new Attention("window mask, 512 after 511", 4, 512, 1023, 512),
          new Attention("one query, 1024 keys", 4, 1, 1024, 0));

  private final Engine engine;
  private final Scope scope;
  private final Report report;
  private final boolean small;

  /**
   * @param small the smallest of each only, once: that it runs, not how fast
   */
  Kernels(String device, boolean small, Report report) {
    Program program = new Program().include("/io/deltatune/bench/device.torchscript");
    this.engine = Engine.open(program, ComputeDevice.of(device));
    this.scope = engine.scope();
    this.small = small;
    this.report = report;
  }

  void products() {
    for (Product product : small ? PRODUCTS.subList(0, 1) : PRODUCTS) {
      for (Precision precision : Precision.values()) {
        product(product, precision);
      }
    }
  }

  private void product(Product product, Precision precision) {
    try (Scope step = scope.child()) {
      Tensor x = noise(step, precision, product.rows(), product.inputs());
      Tensor w = noise(step, precision, product.outputs(), product.inputs());
      double took =
          time(repetitions -> step.callForOne("products", x, w, step.numbers(repetitions)));
      double operations = 2.0 * product.rows() * product.inputs() * product.outputs();
      report.add(
          "products",
          label(precision) + " " + product.what(),
          operations / took / 1e9,
          "GFLOP/s",
          String.format(
              Locale.ROOT,
              "[%d, %d] x [%d, %d]",
              product.rows(),
              product.inputs(),
              product.inputs(),
              product.outputs()));
    }
  }

  void attentions() {
    for (Attention attention : small ? ATTENTIONS.subList(3, 4) : ATTENTIONS) {
      for (Precision precision : Precision.values()) {
        attention(attention, precision);
      }
    }
  }

  private void attention(Attention kind, Precision precision) {
    try (Scope step = scope.child()) {
      Tensor q = noise(step, precision, 1, kind.heads(), kind.queries(), 256);
      Tensor k = noise(step, precision, 1, kind.heads(), kind.keys(), 256);
      Tensor v = noise(step, precision, 1, kind.heads(), kind.keys(), 256);
      Tensor mask = mask(step, kind, precision);
      Tensor causal = step.numbers(kind.causal() ? 1 : 0);
      int kernel = (int) step.callForOne("attention_kernel", q, k, v, mask, causal).longs()[0];
      double took =
          time(
              repetitions ->
                  step.callForOne("attentions", q, k, v, mask, causal, step.numbers(repetitions)));
      report.add(
          "attention",
          label(precision) + " " + kind.what(),
          took * 1e3,
          "ms",
          kernel >= 0 && kernel < NAMES.size() ? NAMES.get(kernel) : "kernel " + kernel);
    }
  }

  private static Tensor mask(Scope step, Attention kind, Precision precision) {
    if (kind.window() == 0) {
      return step.none();
    }
    return step.callForOne(
        "window",
        step.numbers(kind.queries(), kind.keys(), kind.window()),
        step.numbers(precision.scalarType()),
        step.zeros(1));
  }

  private static Tensor noise(Scope step, Precision precision, long... shape) {
    return step.callForOne(
        "noise", step.numbers(shape), step.numbers(precision.scalarType()), step.zeros(1));
  }

  /** Seconds for one repetition: as many as fill the time, the better of two rounds. */
  private double time(IntFunction<Tensor> work) {
    round(work, 1); // the first is slower
    int repetitions = 1;
    double took = round(work, repetitions);
    while (took < SECONDS && !small) {
      repetitions *= took < SECONDS / 8 ? 8 : 2;
      took = round(work, repetitions);
    }
    return Math.min(took, round(work, repetitions)) / repetitions;
  }

  private static double round(IntFunction<Tensor> work, int repetitions) {
    long start = System.nanoTime();
    try (Tensor settled = work.apply(repetitions)) {
      settled.item(); // waits for the device
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static String label(Precision precision) {
    return precision.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() {
    scope.close();
    engine.close();
  }
}
