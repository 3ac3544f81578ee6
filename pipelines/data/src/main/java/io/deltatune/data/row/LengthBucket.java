package io.deltatune.data.row;

/** Rows of about the same length in tokens: above one bound, up to the other. */
public record LengthBucket(int above, int upTo, long rows) {}
