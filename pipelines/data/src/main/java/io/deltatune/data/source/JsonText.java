package io.deltatune.data.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.CharacterCodingException;

/** Writes rows as JSON. */
final class JsonText {
  private static final JsonFactory JSON = new JsonFactory();

  private JsonText() {}

  /** Writes the fields of an object. */
  interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  /**
   * An object as compact text.
   *
   * @throws CharacterCodingException if a text of the object is no UTF-8
   */
  static String object(Fields fields) throws CharacterCodingException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (CharacterCodingException failure) {
      throw failure;
    } catch (IOException failure) {
      throw new IllegalStateException("writing to memory failed", failure);
    }
    return text.toString();
  }

  /** A number, or null where JSON has none for it. */
  static void number(JsonGenerator json, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumber(value);
    } else {
      json.writeNull();
    }
  }
}
