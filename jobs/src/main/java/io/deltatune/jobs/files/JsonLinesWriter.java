package io.deltatune.jobs.files;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.model.file.AtomicFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Writes a file of JSON objects, one a line, that appears whole or not at all. */
final class JsonLinesWriter {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper ASCII =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final OutputStream out;
  private final CharsetEncoder utf8 = StandardCharsets.UTF_8.newEncoder();

  private JsonLinesWriter(OutputStream out) {
    this.out = out;
  }

  /** Writes rows. */
  @FunctionalInterface
  interface Rows {
    void writeTo(JsonLinesWriter writer) throws IOException;
  }

  /**
   * @throws io.deltatune.core.error.UserError if the file cannot be written
   */
  static void write(Path file, Rows rows) {
    AtomicFiles.write(
        file,
        channel -> {
          OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
          rows.writeTo(new JsonLinesWriter(out));
          out.flush();
        });
  }

  /** An object with the row's id, to be filled. */
  static ObjectNode row(JsonNode id) {
    ObjectNode row = JSON.createObjectNode();
    row.set("id", id);
    return row;
  }

  void add(ObjectNode row) throws IOException {
    String text = JSON.writeValueAsString(row);
    // Half of a surrogate pair, in an id for example, has no UTF-8; JSON's escapes have it.
    String line = utf8.canEncode(text) ? text : ASCII.writeValueAsString(row);
    out.write(line.getBytes(StandardCharsets.UTF_8));
    out.write('\n');
  }
}
