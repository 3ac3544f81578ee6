package io.deltatune.core.sample;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What the questions are about. Each subject draws one underlying fact, which is the group that
 * splits go by.
 */
final class Subjects {
  private final Map<String, Function<Dice, Draw>> byName = new LinkedHashMap<>();

  Subjects(Lexicon lexicon) {
    WordSubjects words = new WordSubjects(lexicon);
    PeopleSubjects people = new PeopleSubjects(lexicon);
    NumberSubjects numbers = new NumberSubjects(lexicon);
    byName.put("words", words::list);
    byName.put("mixed_words", words::mixed);
    byName.put("alike_words", words::alike);
    byName.put("odd_words", words::odd);
    byName.put("paired_words", words::paired);
    byName.put("people", people::two);
    byName.put("person", people::one);
    byName.put("lands", people::lands);
    byName.put("goods", numbers::goods);
    byName.put("numbers", numbers::pair);
    byName.put("sums", numbers::sum);
  }

  Draw draw(String subject, Dice dice) {
    Function<Dice, Draw> maker = byName.get(subject);
    if (maker == null) {
      throw new IllegalStateException(
          "there is no subject '" + subject + "', only " + byName.keySet());
    }
    return maker.apply(dice);
  }
}
