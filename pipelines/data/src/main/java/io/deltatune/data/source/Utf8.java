package io.deltatune.data.source;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Bytes into text without silent replacement. */
final class Utf8 {
  private static final char REPLACEMENT = '\ufffd';

  private Utf8() {}

  /**
   * The text of some bytes.
   *
   * @throws CharacterCodingException if they are no UTF-8
   */
  static String strict(byte[] bytes, int start, int length) throws CharacterCodingException {
    String text = new String(bytes, start, length, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) {
      // Written so in the file, or put there for bytes that are no character: the decoder knows.
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, length));
    }
    return text;
  }

  /** As above, for all bytes of an array. */
  static String strict(byte[] bytes) throws CharacterCodingException {
    return strict(bytes, 0, bytes.length);
  }

  /**
   * The text of the first bytes, with a mark in the place of what is no character: more of a long
   * text than is kept of it, so that it is cut where nothing breaks.
   */
  static String excerpt(byte[] bytes, int length) {
    return new String(bytes, 0, Math.min(length, 4 * SourceRow.EXCERPT), StandardCharsets.UTF_8);
  }
}
