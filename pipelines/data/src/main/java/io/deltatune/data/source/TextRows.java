package io.deltatune.data.source;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;

/** Plain text: a paragraph (lines up to a blank one) or the whole file becomes {@code text}. */
final class TextRows extends ReadingRows {
  private final ByteCursor bytes;
  private final boolean paragraphs;
  private final RowBytes row = new RowBytes();
  private long line;
  private long first = 1;

  TextRows(int fileOrder, ByteCursor bytes, boolean paragraphs) {
    super(fileOrder);
    this.bytes = bytes;
    this.paragraphs = paragraphs;
  }

  @Override
  SourceRow read() throws IOException {
    row.clear();
    RowBytes next = new RowBytes();
    first = line + 1;
    while (bytes.line(next)) {
      line++;
      boolean blank = next.isBlank() && !next.overflowed();
      if (blank && row.length() == 0) {
        first = line + 1;
      } else if (blank && paragraphs) {
        break;
      } else {
        next.appendTo(row);
        row.add('\n');
      }
      next.clear();
    }
    return row.isBlank() ? null : row();
  }

  private SourceRow row() {
    if (row.overflowed()) {
      return row.tooLong(fileOrder(), first);
    }
    try {
      String text = row.text(0, row.length()).stripTrailing();
      return SourceRow.whole(
          fileOrder(), first, JsonText.object(json -> json.writeStringField("text", text)));
    } catch (CharacterCodingException failure) {
      return row.invalid(fileOrder(), first);
    }
  }

  @Override
  long nextLine() {
    return first;
  }

  @Override
  String excerpt() {
    return row.excerpt();
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
