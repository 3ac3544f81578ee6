/**
 * Raw rows into examples. {@link io.deltatune.core.normalise.RowNormalizer} is the way in: it
 * parses a row, chooses the {@link io.deltatune.core.normalise.Normalizer} of its shape, and
 * applies the limits; what cannot become an example gets a {@link
 * io.deltatune.core.normalise.RejectionReason}.
 */
package io.deltatune.core.normalise;
