package io.deltatune.data.table;

import io.deltatune.core.error.Causes;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** Tells a full disk from a bug, however deep Spark has buried it. */
public final class DiskFull {
  private static final List<String> SIGNS =
      List.of("no space left on device", "disk quota exceeded", "file too large", "quota exceeded");

  private DiskFull() {}

  /**
   * Does the work.
   *
   * @param folder where it writes
   * @throws UserError if the disk or the user's share of it is full
   */
  public static void told(Path folder, Runnable work) {
    try {
      work.run();
    } catch (Exception | Error failure) {
      // Spark's own exceptions are checked ones that Java does not see.
      Optional<String> sign = sign(failure);
      if (sign.isPresent()) {
        throw error(folder, sign.get(), failure);
      }
      DiskFull.<RuntimeException>rethrow(failure);
    }
  }

  private static UserError error(Path folder, String sign, Throwable failure) {
    return new UserError(
        ErrorCode.NOT_ACCESSIBLE,
        "there is no room to write " + folder,
        sign,
        "make room or give another folder with --warehouse, and run again: nothing is lost, what"
            + " is written already is not written twice",
        failure);
  }

  /** The words that tell of a full disk. */
  private static Optional<String> sign(Throwable failure) {
    return Causes.of(failure)
        .map(cause -> String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT))
        .flatMap(message -> SIGNS.stream().filter(message::contains))
        .findFirst();
  }

  @SuppressWarnings("unchecked") // the type is not there at run time
  private static <T extends Throwable> void rethrow(Throwable failure) throws T {
    throw (T) failure;
  }
}
