package io.deltatune.benchspark.similarity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Rows that are filled into one form, as templated datasets have them: all of them share most of
 * their bands, so that a band holds far more rows than the few that each is compared with.
 */
enum Crowd {
  /** One word differs: the index of every two is 0.9, and one of them is enough. */
  ONE_BLANK(1),
  /**
   * Four words differ: every two are of the index 0.67, too little. One row in ten repeats an
   * earlier one with another word in one of the four places, which makes 0.9.
   */
  FOUR_BLANKS(4);

  private static final int REPEATED = 10;
  private static final long SEED = 17;

  private final int blanks;

  Crowd(int blanks) {
    this.blanks = blanks;
  }

  /** The name of its source. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Writes rows of the shape alpaca; the answer is the same word in all of them. */
  void write(Path file, int rows) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Object[]> fillings = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      Object[] filling = {"name0", "town0", "sum0", "role0"};
      boolean repeats = blanks > 1 && row > 0 && random.nextInt(REPEATED) == 0;
      if (repeats) {
        filling = fillings.get(random.nextInt(row)).clone();
        filling[random.nextInt(blanks)] = "other" + row;
      } else {
        for (int blank = 0; blank < blanks; blank++) {
          filling[blank] = "word" + row + "of" + blank;
        }
      }
      fillings.add(filling);
      lines.add("{\"instruction\": \"%s\", \"output\": \"Done.\"}".formatted(letter(filling)));
    }
    Files.createDirectories(file.getParent());
    Files.write(file, lines);
  }

  private static String letter(Object... filling) {
    return String.format(
        Locale.ROOT,
        "Write a short friendly letter to a customer called %s who has waited for an order since"
            + " last week. Say that the warehouse in %s has found the parcel and that it leaves"
            + " this very evening. Offer a voucher over %s euros for the next purchase and thank"
            + " them for their patience. Do not promise a day of delivery and sign it as the %s of"
            + " the shop.",
        filling);
  }
}
