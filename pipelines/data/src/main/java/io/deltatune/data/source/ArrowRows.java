package io.deltatune.data.source;

import io.deltatune.core.error.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.NoSuchElementException;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.message.MessageChannelReader;

/**
 * The rows of an Arrow stream, or of an Arrow file (Feather V2), which is a stream between two
 * marks; one batch is in memory. Nothing of a damaged file is used. Where assertions are enabled,
 * Arrow's own tell of some damages.
 */
final class ArrowRows implements Rows {
  /** The most memory of one batch, unpacked: 1 GiB. */
  static final long MEMORY = 1L << 30;

  private static final byte[] MARK = "ARROW1".getBytes(StandardCharsets.US_ASCII);
  private static final int PADDED_MARK = 8;

  private final SourceFile file;
  private final InputStream stream;
  private final RootAllocator allocator = new RootAllocator(MEMORY);
  private final ArrowStreamReader reader;
  private final boolean isFile;
  private VectorSchemaRoot batch;
  private int place;
  private long line;
  private boolean failed;

  /**
   * @param stream the whole file
   * @param isFile whether it begins with the mark of a file
   * @throws UserError if this is no Arrow
   */
  ArrowRows(SourceFile file, InputStream stream, boolean isFile) {
    this.file = file;
    this.stream = stream;
    this.isFile = isFile;
    reader =
        new ArrowStreamReader(
            new MessageChannelReader(new ArrowChannel(Channels.newChannel(stream)), allocator),
            allocator,
            CommonsCompressionFactory.INSTANCE);
    try {
      stream.skipNBytes(isFile ? PADDED_MARK : 0);
      batch = reader.getVectorSchemaRoot();
    } catch (IOException | RuntimeException | OutOfMemoryError | AssertionError failure) {
      throw damaged(failure);
    }
  }

  private UserError damaged(Throwable failure) {
    failed = true;
    return failure instanceof UserError told
        ? told
        : SourceErrors.malformed(file, SourceErrors.reason(failure), failure);
  }

  @Override
  public boolean hasNext() {
    try {
      while (place == batch.getRowCount()) {
        if (!reader.loadNextBatch()) {
          requireFooter();
          return false;
        }
        place = 0;
      }
      return true;
    } catch (IOException | RuntimeException | OutOfMemoryError | AssertionError failure) {
      throw damaged(failure);
    }
  }

  /** A file goes on behind the stream with a footer and ends with its mark; else it was cut off. */
  private void requireFooter() throws IOException {
    byte[] last = new byte[MARK.length];
    byte[] read = new byte[1 << 12];
    for (int count = stream.read(read); isFile && count >= 0; count = stream.read(read)) {
      int kept = Math.min(count, last.length);
      System.arraycopy(last, kept, last, 0, last.length - kept);
      System.arraycopy(read, count - kept, last, last.length - kept, kept);
    }
    if (isFile && !Arrays.equals(last, MARK)) {
      throw new IOException("the file does not end with the mark of an Arrow file: it is cut off");
    }
  }

  @Override
  public SourceRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    line++;
    int row = place++;
    try {
      return StructuredRow.of(
          file, line, json -> ArrowJson.fields(batch.getFieldVectors(), row, reader, json));
    } catch (RuntimeException | OutOfMemoryError | AssertionError failure) {
      throw damaged(failure);
    }
  }

  @Override
  public void close() throws IOException {
    reader.close(false);
    stream.close();
    // After a failure a buffer may be left of which only the format's reader knew.
    if (!failed) {
      allocator.close();
    }
  }
}
