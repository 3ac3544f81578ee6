package io.deltatune.data.source;

import java.io.Closeable;
import java.io.IOException;

/** The one row of a file that cannot even be unpacked. */
final class BrokenRows extends ReadingRows {
  private final Closeable file;
  private final IOException failure;

  BrokenRows(SourceFile file, Closeable opened, IOException failure) {
    super(file.order());
    this.file = opened;
    this.failure = failure;
  }

  @Override
  SourceRow read() throws IOException {
    throw failure;
  }

  @Override
  long nextLine() {
    return 1;
  }

  @Override
  String excerpt() {
    return "";
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
