package io.deltatune.core.normalise;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The list of all normalisers. */
public final class Normalizers {
  /** Every normaliser; where two recognise a row, the earlier one takes it. */
  public static final List<Normalizer> ALL =
      List.of(
          new PreferenceNormalizer(), //
          new MessagesNormalizer(),
          new AlpacaNormalizer());

  private Normalizers() {}

  /** The normaliser of a name. */
  public static Optional<Normalizer> named(String name) {
    return ALL.stream().filter(normalizer -> normalizer.name().equals(name)).findFirst();
  }

  /** The first normaliser on the list that recognises rows with these fields. */
  public static Optional<Normalizer> recognising(Set<String> columns) {
    return ALL.stream().filter(normalizer -> normalizer.recognises(columns)).findFirst();
  }

  /** All names, for messages. */
  public static List<String> names() {
    return ALL.stream().map(Normalizer::name).toList();
  }
}
