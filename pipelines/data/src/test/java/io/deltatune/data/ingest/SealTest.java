package io.deltatune.data.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.deltatune.data.Serialised;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SealTest {
  private static final String TEXT = "Write to ada@example.org, \u0434\u043e \ud83d\ude00.";

  @Test
  void onlyTheRunsOwnSealOpensAText() throws IOException, ClassNotFoundException {
    Seal seal = Seal.closed();
    String written = seal.seal(TEXT);
    assertFalse(written.contains("ada"), written);
    assertNotEquals(written, seal.seal(TEXT), "the same text looks different");
    assertEquals(TEXT, Serialised.copy(seal).open(written), "on an executor");
    assertEquals("", seal.open(seal.seal("")));
    assertThrows(IllegalStateException.class, () -> Seal.closed().open(written));
  }

  @Test
  void nothingIsSealedWhereNothingIsMasked() {
    assertEquals(TEXT, Seal.none().open(Seal.none().seal(TEXT)));
    assertEquals(TEXT, Seal.none().seal(TEXT));
  }
}
