package io.deltatune.data.source;

import io.deltatune.core.error.UserError;
import java.io.IOException;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/**
 * The rows of the row groups whose middle lies in a part of a Parquet file; a row's line is its
 * place in the file. Nothing of a file with a damaged part is used: what its footer says cannot be
 * trusted then. A value that stands once in the file may be that of any number of rows: rows end
 * with a fault where they are too much of too little, as a {@link BoundedInput} does.
 */
final class ParquetRows implements Rows {
  private final SourceFile file;
  private final ParquetFileReader reader;
  private final List<BlockMetaData> groups;
  private final MessageType columns;
  private final long start;
  private final long end;
  private RecordReader<Group> records;
  private int group = -1;
  private long groupEnd;
  private long line;
  private long packed;
  private long unpacked;
  private boolean isTooMuch;

  /**
   * @throws UserError if the file is no whole Parquet file
   */
  ParquetRows(SourceFile file, long start, long end, Configuration configuration) {
    this.file = file;
    this.start = start;
    this.end = end;
    ParquetFileReader opened = null;
    try {
      opened =
          ParquetFileReader.open(
              HadoopInputFile.fromPath(new Path(file.uri()), configuration),
              HadoopReadOptions.builder(configuration).build());
      groups = opened.getRowGroups();
      requireSizes();
      columns = ParquetJson.readable(opened.getFileMetaData().getSchema());
      if (columns.getFieldCount() == 0) {
        throw SourceErrors.malformed(file, "it has no column of texts, numbers or lists", null);
      }
      opened.setRequestedSchema(columns);
      reader = opened;
    } catch (IOException | RuntimeException | OutOfMemoryError failure) {
      close(opened);
      throw damaged(failure);
    }
  }

  /** A lie about a size would take memory before anything is read. */
  private void requireSizes() {
    for (BlockMetaData block : groups) {
      long whole = 0;
      for (ColumnChunkMetaData chunk : block.getColumns()) {
        long from = chunk.getStartingPos();
        long size = chunk.getTotalSize();
        if (from < 0
            || size < 0
            || from + size > file.bytes()
            || chunk.getTotalUncompressedSize() < 0) {
          throw SourceErrors.malformed(
              file, "the column " + chunk.getPath() + " is said to lie outside of the file", null);
        }
        whole = Math.addExact(whole, chunk.getTotalUncompressedSize());
      }
      if (BoundedInput.isTooMuch(block.getCompressedSize(), whole)) {
        throw SourceErrors.malformed(
            file, BoundedInput.excess(block.getCompressedSize(), whole), null);
      }
    }
  }

  private UserError damaged(Throwable failure) {
    return failure instanceof UserError told
        ? told
        : SourceErrors.malformed(file, SourceErrors.reason(failure), failure);
  }

  @Override
  public boolean hasNext() {
    try {
      while (!isTooMuch && (records == null || line == groupEnd)) {
        if (!nextGroup()) {
          return false;
        }
      }
      return !isTooMuch;
    } catch (IOException | RuntimeException | OutOfMemoryError failure) {
      throw damaged(failure);
    }
  }

  private boolean nextGroup() throws IOException {
    line = groupEnd;
    group++;
    if (group == groups.size()) {
      return false;
    }
    BlockMetaData block = groups.get(group);
    groupEnd += block.getRowCount();
    long middle = block.getStartingPos() + block.getCompressedSize() / 2;
    if (block.getRowCount() == 0 || middle < start || middle >= end) {
      reader.skipNextRowGroup();
      line = groupEnd;
      return true;
    }
    PageReadStore pages = reader.readNextRowGroup();
    packed += block.getCompressedSize();
    records =
        new ColumnIOFactory()
            .getColumnIO(columns, columns)
            .getRecordReader(pages, new GroupRecordConverter(columns));
    return true;
  }

  @Override
  public SourceRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    line++;
    try {
      return bounded(
          StructuredRow.of(file, line, json -> ParquetJson.fields(records.read(), columns, json)));
    } catch (RuntimeException | OutOfMemoryError failure) {
      throw damaged(failure);
    }
  }

  private SourceRow bounded(SourceRow row) {
    unpacked += row.fault() == Fault.TOO_LONG ? SourceRow.LIMIT : row.text().length();
    isTooMuch = BoundedInput.isTooMuch(packed, unpacked);
    return isTooMuch
        ? SourceRow.faulty(
            file.order(),
            line,
            "",
            Fault.DAMAGED,
            BoundedInput.excess(packed, unpacked) + "; what follows could not be read")
        : row;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  private static void close(ParquetFileReader reader) {
    try {
      if (reader != null) {
        reader.close();
      }
    } catch (IOException failure) {
      // The failure that is being told came first.
    }
  }
}
