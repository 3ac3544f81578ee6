package io.deltatune.data.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.deltatune.data.ingest.RawRows.Fault;
import io.deltatune.data.ingest.RawRows.RawRow;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.NoSuchElementException;

/**
 * One row an element of a JSON array, as compact JSON. Where the array breaks off, its last row is
 * what the parser says of it.
 */
final class JsonArrayRows implements RawRows.Rows {
  private static final JsonFactory JSON = new JsonFactory();

  private final JsonParser parser;
  private long place;
  private boolean opened;
  private boolean ended;
  private RawRow next;

  JsonArrayRows(BufferedReader reader) throws IOException {
    parser = JSON.createParser(reader);
  }

  @Override
  public boolean hasNext() {
    if (next == null && !ended) {
      next = read();
    }
    return next != null;
  }

  @Override
  public RawRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    RawRow row = next;
    next = null;
    return row;
  }

  private RawRow read() {
    try {
      if (!opened) {
        opened = true;
        if (parser.nextToken() != JsonToken.START_ARRAY) {
          return broken("the file is not a JSON array");
        }
      }
      JsonToken token = parser.nextToken();
      if (token == JsonToken.END_ARRAY) {
        ended = true;
        return null;
      }
      if (token == null) {
        return broken("the array is not closed");
      }
      String text = element();
      place++;
      return text.length() > RawRows.ROW_LIMIT
          ? new RawRow(place, text.substring(0, RawRows.ROW_LIMIT), Fault.TOO_LONG)
          : new RawRow(place, text, null);
    } catch (JsonProcessingException failure) {
      return broken(failure.getOriginalMessage());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private String element() throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator copy = JSON.createGenerator(text)) {
      copy.copyCurrentStructure(parser);
    }
    return text.toString();
  }

  private RawRow broken(String problem) {
    ended = true;
    place++;
    int line = parser.getCurrentLocation().getLineNr();
    String text = problem + ", line " + line + " of the file; what follows could not be read";
    return new RawRow(place, text, Fault.BROKEN_ARRAY);
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
