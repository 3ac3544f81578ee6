package io.deltatune.data.source;

import java.io.IOException;
import java.util.Iterator;

/** Rows that hold a file open until they are closed. */
interface Rows extends Iterator<SourceRow>, AutoCloseable {
  @Override
  void close() throws IOException;
}
