package io.deltatune.core.normalise;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;

/**
 * A row as it was read.
 *
 * @param source the name of its dataset
 * @param file the file it stands in
 * @param line its line, or its place in a JSON array, from 1
 * @param fields its fields
 * @param text the row itself, byte for byte what the file holds, as text
 */
public record RawRecord(String source, String file, long line, ObjectNode fields, String text) {
  public RawRecord {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(fields, "fields");
    Objects.requireNonNull(text, "text");
  }
}
