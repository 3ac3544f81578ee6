package io.deltatune.core.example;

import io.deltatune.core.hash.ContentHash;
import java.io.Serializable;
import java.util.Optional;

/**
 * Assigns groups to splits by a hash of the seed and the group: the same wherever and whenever it
 * is asked, whatever else there is. The shares are those of groups, met on average. A group that is
 * in the test split stays there when the share {@code test} grows.
 *
 * @param seed another seed gives another, independent assignment
 * @param validation the share of the validation split
 * @param test the share of the test split
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

  /** The split of a group; all that is in no share is for training. */
  public Split split(String group) {
    return byShare(place(group)).orElse(Split.TRAIN);
  }

  /** The split in whose share a place lies, if there is one. */
  public Optional<Split> byShare(double place) {
    if (place < test) {
      return Optional.of(Split.TEST);
    }
    return place < test + validation ? Optional.of(Split.VALIDATION) : Optional.empty();
  }

  /** A number from 0 to below 1, evenly spread: the first 52 bits of the group's hash. */
  public double place(String group) {
    return place("split", group);
  }

  /** As {@link #place}, but independent of it: the order in which numbers of rows are filled. */
  public double order(String group) {
    return place("split_order", group);
  }

  private double place(String kind, String group) {
    String hash = ContentHash.of(kind).field(seed).field(group).hex();
    return Long.parseLong(hash.substring(0, 13), 16) * 0x1p-52;
  }
}
