package io.deltatune.data.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.compression.AbstractCompressionCodec;
import org.apache.arrow.vector.compression.CompressionCodec;
import org.apache.arrow.vector.compression.CompressionUtil;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.ArrowWriter;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** Writes Arrow files of texts, numbers, a dictionary, lists, structs and a picture. */
final class ArrowSample {
  /** How the buffers are packed. */
  enum Packing {
    NONE(CodecType.NO_COMPRESSION),
    LZ4(CodecType.LZ4_FRAME),
    ZSTD(CodecType.ZSTD);

    private final CodecType codec;

    Packing(CodecType codec) {
      this.codec = codec;
    }

    private CompressionCodec.Factory factory() {
      return switch (this) {
        case NONE -> NoCompressionCodec.Factory.INSTANCE;
        case LZ4 -> new Lz4Factory();
        case ZSTD -> CommonsCompressionFactory.INSTANCE;
      };
    }
  }

  /** Arrow's own LZ4 writer needs a newer commons-lang3 than Spark has; its reader does not. */
  private static final class Lz4Factory implements CompressionCodec.Factory {
    @Override
    public CompressionCodec createCodec(CodecType codecType) {
      return new Lz4();
    }
  }

  private static final class Lz4 extends AbstractCompressionCodec {
    @Override
    protected ArrowBuf doCompress(BufferAllocator allocator, ArrowBuf plain) {
      byte[] content = new byte[(int) plain.writerIndex()];
      plain.getBytes(0, content);
      ByteArrayOutputStream frame = new ByteArrayOutputStream();
      try (OutputStream out = new LZ4FrameOutputStream(frame)) {
        out.write(content);
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
      long header = CompressionUtil.SIZE_OF_UNCOMPRESSED_LENGTH;
      ArrowBuf packed = allocator.buffer(header + frame.size());
      packed.setBytes(header, frame.toByteArray());
      packed.writerIndex(header + frame.size());
      return packed;
    }

    @Override
    protected ArrowBuf doDecompress(BufferAllocator allocator, ArrowBuf packed) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CodecType getCodecType() {
      return CodecType.LZ4_FRAME;
    }
  }

  private static final ArrowType TEXT = new ArrowType.Utf8();

  private ArrowSample() {}

  /** Rows numbered from 0, in batches. */
  static void write(Path file, boolean asFile, Packing packing, int batches, int rowsInBatch)
      throws IOException {
    try (RootAllocator allocator = new RootAllocator();
        VarCharVector labels = new VarCharVector("labels", allocator)) {
      labels.allocateNew();
      labels.setSafe(0, "yes".getBytes(StandardCharsets.UTF_8));
      labels.setSafe(1, "no".getBytes(StandardCharsets.UTF_8));
      labels.setValueCount(2);
      DictionaryEncoding encoding = new DictionaryEncoding(1, false, null);
      MapDictionaryProvider dictionaries =
          new MapDictionaryProvider(new Dictionary(labels, encoding));
      try (VectorSchemaRoot root = VectorSchemaRoot.create(schema(encoding), allocator);
          WritableByteChannel out =
              Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          ArrowWriter writer = writer(root, dictionaries, out, asFile, packing)) {
        for (int batch = 0; batch < batches; batch++) {
          fill(root, batch * rowsInBatch, rowsInBatch);
          writer.writeBatch();
        }
        writer.end();
      }
    }
  }

  /** A file of texts. */
  static void write(Path file, Packing packing, List<String> columns, List<List<String>> rows)
      throws IOException {
    List<Field> fields =
        columns.stream().map(name -> new Field(name, FieldType.nullable(TEXT), null)).toList();
    try (RootAllocator allocator = new RootAllocator();
        VectorSchemaRoot root = VectorSchemaRoot.create(new Schema(fields), allocator);
        WritableByteChannel out =
            Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        ArrowWriter writer = writer(root, new MapDictionaryProvider(), out, true, packing)) {
      for (int column = 0; column < columns.size(); column++) {
        VarCharVector texts = (VarCharVector) root.getVector(column);
        for (int row = 0; row < rows.size(); row++) {
          texts.setSafe(row, rows.get(row).get(column).getBytes(StandardCharsets.UTF_8));
        }
      }
      root.setRowCount(rows.size());
      writer.writeBatch();
      writer.end();
    }
  }

  private static ArrowWriter writer(
      VectorSchemaRoot root,
      MapDictionaryProvider dictionaries,
      WritableByteChannel out,
      boolean asFile,
      Packing packing) {
    return asFile
        ? new ArrowFileWriter(
            root, dictionaries, out, null, IpcOption.DEFAULT, packing.factory(), packing.codec)
        : new ArrowStreamWriter(
            root, dictionaries, out, IpcOption.DEFAULT, packing.factory(), packing.codec);
  }

  private static Schema schema(DictionaryEncoding encoding) {
    Field element = new Field("item", FieldType.nullable(TEXT), null);
    Field role = new Field("role", FieldType.nullable(TEXT), null);
    return new Schema(
        List.of(
            new Field("text", FieldType.nullable(TEXT), null),
            new Field("number", FieldType.nullable(new ArrowType.Int(32, true)), null),
            new Field("label", new FieldType(true, new ArrowType.Int(32, true), encoding), null),
            new Field("words", FieldType.nullable(new ArrowType.List()), List.of(element)),
            new Field("turn", FieldType.nullable(new ArrowType.Struct()), List.of(role)),
            new Field("picture", FieldType.nullable(new ArrowType.Binary()), null),
            new Field(
                "real",
                FieldType.nullable(new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE)),
                null)));
  }

  private static void fill(VectorSchemaRoot root, int first, int rows) {
    root.getFieldVectors().forEach(FieldVector::reset);
    VarCharVector texts = (VarCharVector) root.getVector("text");
    IntVector numbers = (IntVector) root.getVector("number");
    IntVector labels = (IntVector) root.getVector("label");
    ListVector words = (ListVector) root.getVector("words");
    StructVector turn = (StructVector) root.getVector("turn");
    for (int i = 0; i < rows; i++) {
      int number = first + i;
      texts.setSafe(i, ("row " + number + " gr\u00fcn").getBytes(StandardCharsets.UTF_8));
      numbers.setSafe(i, number);
      labels.setSafe(i, number % 2);
      int start = words.startNewValue(i);
      ((VarCharVector) words.getDataVector())
          .setSafe(start, ("w" + number).getBytes(StandardCharsets.UTF_8));
      ((VarCharVector) words.getDataVector()).setNull(start + 1);
      words.endValue(i, 2);
      ((VarCharVector) turn.getChild("role")).setSafe(i, "user".getBytes(StandardCharsets.UTF_8));
      turn.setIndexDefined(i);
    }
    root.setRowCount(rows);
  }
}
