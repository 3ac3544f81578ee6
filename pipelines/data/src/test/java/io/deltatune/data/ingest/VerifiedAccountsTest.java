package io.deltatune.data.ingest;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.data.ingest.Accounts.Way;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Accounts that do not add up. */
class VerifiedAccountsTest {
  private static final Map<Integer, Long> READ = Map.of(0, 6L, 1, 4L);
  private static final Map<Way, Long> WAYS =
      Map.of(Way.KEPT_NEW, 4L, Way.KEPT_BEFORE, 3L, Way.DUPLICATE, 2L, Way.REFUSED, 1L);

  @Test
  void everyRowThatWasReadWentOneWay() {
    Accounts accounts = accounts(READ, WAYS, 9, 9);
    assertDoesNotThrow(accounts::verify);
    assertEquals(10, accounts.read());
    assertEquals(7, accounts.out());
  }

  @Test
  void aRowThatIsLostBehindItsFileIsMissed() {
    Map<Way, Long> lost =
        Map.of(Way.KEPT_NEW, 4L, Way.KEPT_BEFORE, 3L, Way.DUPLICATE, 2L, Way.REFUSED, 0L);
    assertFails(accounts(READ, lost, 9, 9), "10 rows read, but 9 accounted for");
  }

  @Test
  void aRowThatWentTwoWaysIsOneTooMany() {
    assertFails(accounts(Map.of(0, 9L), WAYS, 9, 9), "9 rows read, but 10 accounted for");
  }

  @Test
  void anExampleThatNothingWasDecidedOnIsMissed() {
    assertFails(accounts(READ, WAYS, 9, 8), "9 examples, but 8 decided on");
  }

  private static void assertFails(Accounts accounts, String message) {
    IllegalStateException failure =
        assertThrows(IllegalStateException.class, accounts::verify, message);
    assertTrue(failure.getMessage().contains(message), failure.getMessage());
  }

  private static Accounts accounts(
      Map<Integer, Long> read, Map<Way, Long> ways, long examples, long decided) {
    return new Accounts(read, ways, Map.of(), 0, Map.of(), Map.of(), examples, decided, false);
  }
}
