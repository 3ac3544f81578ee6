package io.deltatune.model.generate;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What is to be continued.
 *
 * @param key the row's own number; with the seed, what decides its draws, so that a row gives the
 *     same answer whatever stands beside it
 * @param tokens ids, at least one
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Prompt(long key, int[] tokens) {
  /** A prompt whose key follows from a name, such as a row's id or hash. */
  public static Prompt of(String id, int[] tokens) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
      return new Prompt(ByteBuffer.wrap(hash).getLong(), tokens);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
