package io.deltatune.core.quality;

import io.deltatune.core.recipe.ingest.QualityRules.Action;
import java.util.Optional;

/**
 * Control characters (tab, line ends and form feed are none; NUL is), U+FFFD, and {@link Mojibake}.
 *
 * @param maxPlaces of each text, the damaged places that are let pass
 */
record EncodingDamageRule(Action action, int maxPlaces) implements Rule {
  @Override
  public String name() {
    return "encoding_damage";
  }

  @Override
  public Optional<String> find(Subject subject) {
    for (TextProfile text : subject.texts()) {
      int places = text.damaged();
      places += text.latin() > 0 ? Mojibake.places(text.text()) : 0;
      if (places > maxPlaces) {
        return Optional.of(
            subject.placeOf(text) + " has " + places + " damaged characters; at most " + maxPlaces);
      }
    }
    return Optional.empty();
  }
}
