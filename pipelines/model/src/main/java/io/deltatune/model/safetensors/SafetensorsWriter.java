package io.deltatune.model.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.deltatune.model.file.AtomicFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes safetensors files: the same tensors and metadata always give the same bytes. Tensors are
 * ordered by descending alignment of their type, then by name, so that each begins at a multiple of
 * its element's size.
 */
public final class SafetensorsWriter {
  /** The metadata by which other tools know PyTorch's layout. */
  static final Map<String, String> PYTORCH = Map.of("format", "pt");

  private static final int ALIGNMENT = 8;

  private SafetensorsWriter() {}

  /** Writes with the metadata {@code format: pt}, by which other tools know PyTorch's layout. */
  public static void write(Path path, Map<String, TensorContent> tensors) {
    write(path, tensors, PYTORCH);
  }

  /**
   * Writes a file under a temporary name, forces it to the disk, then moves it to its place, so
   * that the path holds either its former content or the whole new one.
   *
   * @throws io.deltatune.core.error.UserError if the file cannot be written
   * @throws IllegalArgumentException if a tensor's data is not as long as its shape demands
   */
  public static void write(
      Path path, Map<String, TensorContent> tensors, Map<String, String> metadata) {
    try (AtomicFiles.Staged staged = stage(path, tensors, metadata)) {
      staged.commit();
    }
  }

  /** As above, but leaves the file under its temporary name for the caller to commit. */
  static AtomicFiles.Staged stage(
      Path path, Map<String, TensorContent> tensors, Map<String, String> metadata) {
    List<Map.Entry<String, TensorContent>> ordered =
        tensors.entrySet().stream()
            .sorted(
                Comparator.comparing(
                        (Map.Entry<String, TensorContent> entry) -> entry.getValue().type(),
                        Comparator.reverseOrder())
                    .thenComparing(Map.Entry::getKey))
            .toList();
    return AtomicFiles.stage(
        path,
        channel -> {
          writeFully(channel, header(ordered, metadata));
          for (Map.Entry<String, TensorContent> entry : ordered) {
            writeData(channel, entry.getKey(), entry.getValue());
          }
        });
  }

  private static void writeData(FileChannel channel, String name, TensorContent content)
      throws IOException {
    long begin = channel.position();
    content.data().writeTo(piece -> writeFully(channel, piece));
    long written = channel.position() - begin;
    if (written != content.bytes()) {
      throw new IllegalArgumentException(
          String.format("%s of shape %s has %d bytes of data", name, content.shape(), written));
    }
  }

  private static ByteBuffer header(
      List<Map.Entry<String, TensorContent>> tensors, Map<String, String> metadata)
      throws IOException {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    try (JsonGenerator generator = new JsonFactory().createGenerator(json)) {
      generator.writeStartObject();
      if (!metadata.isEmpty()) {
        generator.writeObjectFieldStart("__metadata__");
        for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
          generator.writeStringField(entry.getKey(), entry.getValue());
        }
        generator.writeEndObject();
      }
      long offset = 0;
      for (Map.Entry<String, TensorContent> entry : tensors) {
        writeEntry(generator, entry.getKey(), entry.getValue(), offset);
        offset += entry.getValue().bytes();
      }
      generator.writeEndObject();
    }
    while (json.size() % ALIGNMENT != 0) {
      json.write(' ');
    }
    ByteBuffer header =
        ByteBuffer.allocate(Long.BYTES + json.size()).order(ByteOrder.LITTLE_ENDIAN);
    return header.putLong(json.size()).put(json.toByteArray()).flip();
  }

  private static void writeEntry(
      JsonGenerator generator, String name, TensorContent content, long offset) throws IOException {
    generator.writeObjectFieldStart(name);
    generator.writeStringField("dtype", content.type().label());
    generator.writeArrayFieldStart("shape");
    for (long size : content.shape()) {
      generator.writeNumber(size);
    }
    generator.writeEndArray();
    generator.writeArrayFieldStart("data_offsets");
    generator.writeNumber(offset);
    generator.writeNumber(offset + content.bytes());
    generator.writeEndArray();
    generator.writeEndObject();
  }

  private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
