package io.deltatune.data.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.deltatune.core.recipe.ingest.Format;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;

/**
 * What a file's rows are separated by: its first bytes say so where the format has a mark, else the
 * end of its name, else its first character.
 */
final class FormatSniffer {
  private static final JsonFactory JSON = new JsonFactory();

  private FormatSniffer() {}

  /**
   * The format of a file.
   *
   * @param name the file's name
   * @param head its first unpacked bytes
   */
  static Format of(String name, byte[] head) {
    return byMark(head).or(() -> byName(name, head)).orElseGet(() -> byText(head));
  }

  /** The format whose mark stands at the beginning. */
  static Optional<Format> byMark(byte[] head) {
    if (Compression.startsWith(head, 0, 'P', 'A', 'R', '1')) {
      return Optional.of(Format.PARQUET);
    }
    boolean file = isArrowFile(head);
    boolean stream = Compression.startsWith(head, 0, 0xff, 0xff, 0xff, 0xff);
    return file || stream ? Optional.of(Format.ARROW) : Optional.empty();
  }

  static boolean isArrowFile(byte[] head) {
    return Compression.startsWith(head, 0, 'A', 'R', 'R', 'O', 'W', '1');
  }

  /** Whether this is the first version of Feather, which is no Arrow. */
  static boolean isFirstFeather(byte[] head) {
    return Compression.startsWith(head, 0, 'F', 'E', 'A', '1');
  }

  private static Optional<Format> byName(String name, byte[] head) {
    String plain = name.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|gzip|zst|zstd)$", "");
    return switch (plain.substring(plain.lastIndexOf('.') + 1)) {
      case "jsonl", "ndjson", "jsonlines" -> Optional.of(Format.JSONL);
      case "json" -> Optional.of(byText(head));
      case "csv" -> Optional.of(Format.CSV);
      case "tsv", "tab" -> Optional.of(Format.TSV);
      case "parquet" -> Optional.of(Format.PARQUET);
      case "arrow", "feather" -> Optional.of(Format.ARROW);
      case "txt", "text", "md" -> Optional.of(Format.TEXT);
      default -> Optional.empty();
    };
  }

  /**
   * JSON where an array opens, or an object that does not end with its line; else an object a line.
   */
  private static Format byText(byte[] head) {
    int at = Compression.startsWith(head, 0, 0xef, 0xbb, 0xbf) ? 3 : 0;
    while (at < head.length && Character.isWhitespace(head[at])) {
      at++;
    }
    if (at == head.length || (head[at] != '[' && head[at] != '{')) {
      return Format.JSONL;
    }
    if (head[at] == '[') {
      return Format.JSON;
    }
    int end = at;
    while (end < head.length && head[end] != '\n') {
      end++;
    }
    boolean lineIsKnown = end < head.length || head.length < ByteCursor.BUFFER;
    if (lineIsKnown && isCut(head, at, end)) {
      return Format.JSON;
    }
    boolean moreLines = new String(head, end, head.length - end, ISO_8859_1).indexOf('{') >= 0;
    return !moreLines && isWrapper(head, at) ? Format.JSON : Format.JSONL;
  }

  /** Whether a JSON value breaks off at the end, and is right up to there. */
  private static boolean isCut(byte[] head, int start, int end) {
    try (JsonParser parser = JSON.createParser(head, start, end - start)) {
      while (parser.nextToken() != null) {
        // To the end.
      }
      return false;
    } catch (JsonProcessingException broken) {
      return broken.getLocation().getByteOffset() >= end - start - 1;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Whether the object's first fields lead to one that holds the rows. */
  private static boolean isWrapper(byte[] head, int start) {
    try (JsonParser parser = JSON.createParser(head, start, head.length - start)) {
      parser.nextToken();
      String field = parser.nextFieldName();
      while (field != null) {
        boolean array = parser.nextToken() == JsonToken.START_ARRAY;
        if (array && JsonRows.WRAPPERS.contains(field)) {
          return parser.nextToken() == JsonToken.START_OBJECT;
        }
        parser.skipChildren();
        field = parser.nextFieldName();
      }
      return false;
    } catch (IOException cut) {
      return false;
    }
  }
}
