package io.deltatune.model.safetensors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.model.file.JsonFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The checked header of a safetensors file: the same demands as the reference implementation's
 * (lengths, types, shapes, and offsets that cover the data exactly once).
 */
record SafetensorsHeader(SortedMap<String, TensorEntry> entries, Map<String, String> metadata) {
  /** The reference implementation's limit. */
  private static final long MAXIMUM_HEADER = 100_000_000;

  private static final int LENGTH_BYTES = 8;

  // Beyond any checkpoint: what a header makes of memory shall be of the order of its length.
  private static final int MOST_TENSORS = 1 << 18;
  private static final int MOST_METADATA = 1 << 16;
  private static final int MOST_DIMENSIONS = 64;

  /**
   * Reads and checks a header, bit by bit.
   *
   * @param path the file's name for messages
   * @throws UserError if anything in it contradicts the format or the file's length
   */
  static SafetensorsHeader read(Path path, ByteSource source) throws IOException {
    return new Reader(path, source.size()).read(source);
  }

  /** One file's reading, which knows the names to put into messages. */
  private static final class Reader {
    private final Path path;
    private final long fileBytes;
    private final SortedMap<String, TensorEntry> entries = new TreeMap<>();
    private final Map<String, String> metadata = new TreeMap<>();
    private long dataStart;

    Reader(Path path, long fileBytes) {
      this.path = path;
      this.fileBytes = fileBytes;
    }

    SafetensorsHeader read(ByteSource source) throws IOException {
      if (fileBytes < LENGTH_BYTES) {
        throw malformed("the file has " + fileBytes + " bytes, too few for a header's length");
      }
      long length = length(source);
      if (length < 0 || length > MAXIMUM_HEADER) {
        throw malformed(
            "the header claims "
                + Long.toUnsignedString(length)
                + " bytes, more than the "
                + MAXIMUM_HEADER
                + " that are allowed");
      }
      if (length > fileBytes - LENGTH_BYTES) {
        throw malformed(
            "the header claims " + length + " bytes, but the file has only " + fileBytes);
      }
      dataStart = LENGTH_BYTES + length;
      parse(source.stream(LENGTH_BYTES, dataStart));
      checkCoverage();
      return new SafetensorsHeader(
          Collections.unmodifiableSortedMap(entries), Collections.unmodifiableMap(metadata));
    }

    private long length(ByteSource source) throws IOException {
      ByteBuffer buffer = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      while (buffer.hasRemaining()) {
        if (source.read(buffer, buffer.position()) < 0) {
          throw malformed("the file ended while its header was read");
        }
      }
      return buffer.flip().getLong();
    }

    private void parse(InputStream json) {
      try (JsonParser parser = JsonFiles.parser(json)) {
        expect(parser.nextToken(), JsonToken.START_OBJECT, "the header", "");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          expect(parser.nextToken(), JsonToken.START_OBJECT, "the entry of ", name);
          if (name.equals("__metadata__")) {
            parseMetadata(parser);
          } else {
            parseTensor(parser, name);
          }
        }
        if (parser.nextToken() != null) {
          throw malformed("the header goes on after its closing brace");
        }
      } catch (IOException e) {
        throw malformed("the header is not valid JSON: " + JsonFiles.complaint(e));
      }
    }

    private void parseMetadata(JsonParser parser) throws IOException {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        expect(parser.nextToken(), JsonToken.VALUE_STRING, "__metadata__.", key);
        metadata.put(key, parser.getText());
        if (metadata.size() > MOST_METADATA) {
          throw malformed("__metadata__ has more than " + MOST_METADATA + " entries");
        }
      }
    }

    private void parseTensor(JsonParser parser, String name) throws IOException {
      String label = null;
      List<Long> shape = null;
      List<Long> offsets = null;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        JsonToken token = parser.nextToken();
        switch (key) {
          case "dtype" -> {
            expect(token, JsonToken.VALUE_STRING, name, ".dtype");
            label = parser.getText();
          }
          case "shape" -> shape = parseNumbers(parser, name, ".shape");
          case "data_offsets" -> offsets = parseNumbers(parser, name, ".data_offsets");
          default ->
              throw malformed("the tensor " + shown(name) + " has the unknown field " + shown(key));
        }
      }
      if (label == null || shape == null || offsets == null) {
        throw malformed("the tensor " + shown(name) + " lacks its dtype, shape or data_offsets");
      }
      entries.put(name, checked(name, label, shape, offsets));
      if (entries.size() > MOST_TENSORS) {
        throw malformed("it names more than " + MOST_TENSORS + " tensors");
      }
    }

    private List<Long> parseNumbers(JsonParser parser, String name, String field)
        throws IOException {
      expect(parser.currentToken(), JsonToken.START_ARRAY, name, field);
      List<Long> numbers = new ArrayList<>(4);
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        expect(parser.currentToken(), JsonToken.VALUE_NUMBER_INT, name, field);
        long number = parser.getLongValue();
        if (number < 0) {
          throw malformed(shown(name) + field + " holds the negative number " + number);
        }
        numbers.add(number);
        if (numbers.size() > MOST_DIMENSIONS) {
          throw malformed(shown(name) + field + " holds more than " + MOST_DIMENSIONS + " numbers");
        }
      }
      return numbers;
    }

    private TensorEntry checked(String name, String label, List<Long> shape, List<Long> offsets) {
      TensorType type = TensorType.ofLabel(label).orElseThrow(() -> unsupported(name, label));
      if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
        throw malformed(
            "the tensor " + shown(name) + " has the impossible data_offsets " + offsets);
      }
      long begin = offsets.get(0);
      long bytes = offsets.get(1) - begin;
      if (offsets.get(1) > fileBytes - dataStart) {
        throw malformed(
            String.format(
                "the tensor %s ends at byte %d of the data, but the file holds only %d",
                shown(name), offsets.get(1), fileBytes - dataStart));
      }
      if (bytes != byteCount(type, shape)) {
        throw malformed(
            String.format(
                "the tensor %s of shape %s and type %s has %d bytes",
                shown(name), shape, label, bytes));
      }
      return new TensorEntry(name, type, shape, path, dataStart + begin, bytes);
    }

    /** The bytes of a shape, or -1 where they exceed 63 bits. */
    private static long byteCount(TensorType type, List<Long> shape) {
      try {
        long count = type.bytes();
        for (long size : shape) {
          count = Math.multiplyExact(count, size);
        }
        return count;
      } catch (ArithmeticException e) {
        return -1;
      }
    }

    private void checkCoverage() {
      List<TensorEntry> ordered = new ArrayList<>(entries.values());
      ordered.sort(
          Comparator.comparingLong(TensorEntry::offset).thenComparingLong(TensorEntry::bytes));
      long end = dataStart;
      for (TensorEntry entry : ordered) {
        if (entry.offset() < end) {
          throw malformed("the tensor " + shown(entry.name()) + " overlaps the one before it");
        }
        if (entry.offset() > end) {
          throw malformed("there is a gap before the tensor " + shown(entry.name()));
        }
        end = entry.offset() + entry.bytes();
      }
      if (end != fileBytes) {
        throw malformed((fileBytes - end) + " bytes at the end belong to no tensor");
      }
    }

    /** The two texts together name what is read; they are put together only where it is wrong. */
    private void expect(JsonToken actual, JsonToken expected, String name, String rest) {
      if (actual != expected) {
        throw malformed(
            shown(name) + shown(rest) + " is not what the format demands (" + expected + ")");
      }
    }

    private UserError unsupported(String name, String label) {
      return new UserError(
          ErrorCode.UNSUPPORTED_MODEL,
          path + ": the tensor " + shown(name) + " is of type " + shown(label),
          "the types that can be read are U8, F16, BF16, I32, F32 and I64",
          "use a checkpoint in bf16 or fp32");
    }

    private static String shown(String name) {
      return JsonFiles.shortened(name);
    }

    private UserError malformed(String cause) {
      return new UserError(
          ErrorCode.MALFORMED_FILE,
          path + " is not a valid safetensors file",
          cause,
          "the file is damaged or was not copied whole: fetch or write it again");
    }
  }
}
