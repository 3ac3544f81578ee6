package io.deltatune.model.engine;

import java.nio.file.Path;

/**
 * A file seen as one flat tensor, mapped into memory and not copied: pages are read when they are
 * used. The file must not change while its tensors live.
 */
public final class WeightFile {
  private WeightFile() {}

  /**
   * Maps the first {@code elements} elements of a file.
   *
   * @param path the file
   * @param scalarType PyTorch's number of the element type
   * @param elements how many; all of them must lie in the file
   * @param owner the scope that releases the mapping
   */
  public static Tensor map(Path path, int scalarType, long elements, Scope owner) {
    Program program =
        new Program()
            .constant("path", path.toAbsolutePath().toString())
            .include("mapping.torchscript");
    try (Engine engine = Engine.open(program);
        Scope scope = engine.scope()) {
      Tensor type = scope.longs(new long[] {scalarType}, 1);
      Tensor count = scope.longs(new long[] {elements}, 1);
      return scope.callForOne("map", type, count).moveTo(owner);
    }
  }
}
