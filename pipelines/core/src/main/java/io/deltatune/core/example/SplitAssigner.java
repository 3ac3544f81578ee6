package io.deltatune.core.example;

import io.deltatune.core.hash.ContentHash;
import java.io.Serializable;

/**
 * Assigns groups to splits by a hash of the seed and the group: the same wherever and whenever it
 * is asked, whatever else there is. The shares are those of groups, met on average. A group that is
 * in the test split stays there when the share {@code test} grows.
 *
 * @param seed another seed gives another, independent assignment
 * @param validation the share of the validation split
 * @param test the share of the test split; the rest is for training
 */
public record SplitAssigner(long seed, double validation, double test) implements Serializable {
  /**
   * @throws IllegalArgumentException if a share is below 0 or both together exceed 1
   */
  public SplitAssigner {
    if (!(validation >= 0 && test >= 0 && validation + test <= 1)) {
      throw new IllegalArgumentException(
          "shares of validation " + validation + " and test " + test + " are not within 0 and 1");
    }
  }

  /** The split of a group. */
  public Split split(String group) {
    double place = place(group);
    if (place < test) {
      return Split.TEST;
    }
    return place < test + validation ? Split.VALIDATION : Split.TRAIN;
  }

  /** A number from 0 to below 1, evenly spread: the first 52 bits of the hash. */
  private double place(String group) {
    String hash = ContentHash.of("split").field(seed).field(group).hex();
    return Long.parseLong(hash.substring(0, 13), 16) * 0x1p-52;
  }
}
