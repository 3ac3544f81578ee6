package io.deltatune.core.hash;

import com.fasterxml.jackson.databind.JsonNode;
import io.deltatune.core.example.Conversation;
import io.deltatune.core.example.Message;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * SHA-256 over canonical bytes, as 64 lower-case hexadecimal digits. The bytes are a sequence of
 * fields, each one preceded by its length as a big-endian 64-bit integer, so that no two sequences
 * of fields have the same bytes; text is UTF-8. The first field says what is hashed, so that things
 * of different kinds never collide. Files alone are hashed as they are, as {@code sha256sum} does.
 *
 * <p>An instance collects the fields of one hash and is used once; it is not thread-safe.
 */
public final class ContentHash {
  private final MessageDigest digest = sha256();

  private ContentHash() {}

  /** Begins a hash of things of this kind. */
  public static ContentHash of(String kind) {
    return new ContentHash().field(kind);
  }

  /** Appends a text. */
  public ContentHash field(String text) {
    return field(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Appends bytes. */
  public ContentHash field(byte[] bytes) {
    field(bytes.length);
    digest.update(bytes);
    return this;
  }

  /** Appends a number, as a big-endian 64-bit integer without a length. */
  public ContentHash field(long number) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    return this;
  }

  /** Appends a JSON value; objects by sorted keys, numbers by value ({@code 1} = {@code 1.0}). */
  public ContentHash field(JsonNode tree) {
    CanonicalJson.append(this, tree);
    return this;
  }

  /** The hash in hexadecimal. */
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The hash of messages: an example's id. */
  public static String ofMessages(List<Message> messages) {
    return of("messages").messages(messages).hex();
  }

  /** As {@link #ofMessages}. */
  public static String ofConversation(Conversation conversation) {
    return ofMessages(conversation.messages());
  }

  /** The hash of a prompt's turns with a better and a worse answer: a preference pair's id. */
  public static String ofPreferencePair(Conversation prompt, String chosen, String rejected) {
    return of("preference").messages(prompt.messages()).field(chosen).field(rejected).hex();
  }

  /** The hash of a prompt's turns with an answer and the verdict on it. */
  public static String ofLabelledAnswer(Conversation prompt, String answer, boolean desirable) {
    return of("labelled").messages(prompt.messages()).field(answer).field(desirable ? 1 : 0).hex();
  }

  /** The hash of a text for pre-training. */
  public static String ofPlainText(String text) {
    return of("plain_text").field(text).hex();
  }

  /** The hash of a prompt, over its text as the chat template renders it. */
  public static String ofPrompt(String rendered) {
    return of("prompt").field(rendered).hex();
  }

  /** The hash of a plain text: a raw row, for example. */
  public static String ofText(String text) {
    return of("text").field(text).hex();
  }

  /** The hash of a JSON value; the order of an object's keys does not count. */
  public static String ofTree(JsonNode tree) {
    return of("tree").field(tree).hex();
  }

  /** The plain SHA-256 of a file's bytes. */
  public static String ofFile(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return ofStream(in);
    }
  }

  /** The plain SHA-256 of all bytes that are left in a stream, which stays open. */
  public static String ofStream(InputStream in) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[1 << 16];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      digest.update(buffer, 0, read);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private ContentHash messages(List<Message> messages) {
    field(messages.size());
    for (Message message : messages) {
      field(message.role().label()).field(message.content());
    }
    return this;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
