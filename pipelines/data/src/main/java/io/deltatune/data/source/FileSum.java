package io.deltatune.data.source;

import java.io.Serializable;

/**
 * What a part of a file held when it was read.
 *
 * @param order the file's place in the recipe
 * @param start where the part begins, or {@link #WHOLE}
 * @param sum CRC-32C of its bytes
 * @param lines the number of line ends in it
 */
record FileSum(int order, long start, long sum, long lines) implements Serializable {
  /** In the place of a start: the sum is of the whole file. */
  static final long WHOLE = -1;

  boolean isWholeFile() {
    return start == WHOLE;
  }
}
