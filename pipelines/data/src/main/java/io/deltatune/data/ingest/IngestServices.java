package io.deltatune.data.ingest;

import io.deltatune.core.chat.TokenCounterSource;
import java.util.Optional;

/**
 * What an ingestion is given by modules that it does not know.
 *
 * @param tokens counts tokens as a model sees them; none are counted without it
 */
public record IngestServices(Optional<TokenCounterSource> tokens) {
  /** Nothing: no tokens are counted. */
  public static final IngestServices NONE = new IngestServices(Optional.empty());
}
