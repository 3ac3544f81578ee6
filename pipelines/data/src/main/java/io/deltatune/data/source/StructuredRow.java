package io.deltatune.data.source;

import java.nio.charset.CharacterCodingException;

/** Makes rows of files whose format has types of its own. */
final class StructuredRow {
  private StructuredRow() {}

  /** A row as JSON, with a fault where it is too long or a text in it is no UTF-8. */
  static SourceRow of(SourceFile file, long line, JsonText.Fields fields) {
    try {
      String text = JsonText.object(fields);
      return text.length() > SourceRow.LIMIT
          ? tooLong(file, line, text)
          : SourceRow.whole(file.order(), line, text);
    } catch (CharacterCodingException failure) {
      return SourceRow.faulty(
          file.order(),
          line,
          "",
          Fault.INVALID_UTF8,
          "a text of the row holds bytes that are no UTF-8");
    }
  }

  static SourceRow tooLong(SourceFile file, long line, String text) {
    return SourceRow.faulty(
        file.order(),
        line,
        text,
        Fault.TOO_LONG,
        "the row has more than " + SourceRow.LIMIT + " characters; its beginning is kept");
  }
}
