package io.deltatune.data.ingest;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keeps texts unreadable that have to lie in staged and shuffled files as they are, until their
 * rows are joined: a text can be masked only once its example is known. Each run has a key of its
 * own (AES-256-GCM), which goes to the tasks and into no file of the warehouse; what a killed run
 * leaves cannot be read by anybody.
 */
final class Seal implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Null where texts stay as they are. */
  private final byte[] key;

  private Seal(byte[] key) {
    this.key = key;
  }

  /** A seal with a new key. */
  static Seal closed() {
    byte[] key = new byte[KEY_BYTES];
    RANDOM.nextBytes(key);
    return new Seal(key);
  }

  /** None: for rows of which nothing is masked in the tables either. */
  static Seal none() {
    return new Seal(null);
  }

  /** The text as it may be written. */
  String seal(String text) {
    if (key == null) {
      return text;
    }
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    byte[] sealed = run(Cipher.ENCRYPT_MODE, nonce, text.getBytes(StandardCharsets.UTF_8));
    byte[] all = ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
    return Base64.getEncoder().encodeToString(all);
  }

  /** The text that was sealed. */
  String open(String written) {
    if (key == null) {
      return written;
    }
    ByteBuffer all = ByteBuffer.wrap(Base64.getDecoder().decode(written));
    byte[] nonce = new byte[NONCE_BYTES];
    byte[] sealed = new byte[all.remaining() - NONCE_BYTES];
    all.get(nonce).get(sealed);
    return new String(run(Cipher.DECRYPT_MODE, nonce, sealed), StandardCharsets.UTF_8);
  }

  private byte[] run(int mode, byte[] nonce, byte[] text) {
    try {
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
      return cipher.doFinal(text);
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException("a staged text cannot be sealed or opened", failure);
    }
  }
}
