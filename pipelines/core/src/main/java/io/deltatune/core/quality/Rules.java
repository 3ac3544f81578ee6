package io.deltatune.core.quality;

import io.deltatune.core.recipe.ingest.Quality;
import io.deltatune.core.recipe.ingest.QualityRules;
import io.deltatune.core.recipe.ingest.QualityRules.PersonalKind;
import io.deltatune.core.recipe.ingest.QualityRules.SecretKind;
import java.util.ArrayList;
import java.util.List;

/** The list of all rules. */
final class Rules {
  private Rules() {}

  /** Every rule as a recipe sets it, also those that are off, in the order of judgement. */
  static List<Rule> of(Quality quality) {
    QualityRules rules = quality.rules();
    List<Rule> all = new ArrayList<>();
    all.add(new TooLongRule(rules.tooLong().action(), quality.maxCharacters()));
    all.add(new AnswerTooShortRule(rules.answerTooShort().action(), quality.minAnswerCharacters()));
    all.add(new EmptyAnswerRule(rules.emptyAnswer().action()));
    all.add(
        new RefusingAnswerRule(rules.refusingAnswer().action(), rules.refusingAnswer().within()));
    all.add(new SameAnswersRule(rules.sameAnswers().action(), rules.sameAnswers().ignore()));
    all.add(
        new PromptInAnswerRule(
            rules.promptInAnswer().action(), rules.promptInAnswer().minCharacters()));
    all.add(new RepetitionRule(rules.repetition()));
    all.add(
        new EncodingDamageRule(
            rules.encodingDamage().action(), rules.encodingDamage().maxPlaces()));
    all.add(
        new TruncatedAnswerRule(
            rules.truncatedAnswer().action(), rules.truncatedAnswer().minCharacters()));
    for (SecretKind kind : SecretKind.values()) {
      all.add(
          new DataRule("secrets." + kind.label(), rules.secrets().action(kind), Finders.of(kind)));
    }
    for (PersonalKind kind : PersonalKind.values()) {
      all.add(
          new DataRule(
              "personal_data." + kind.label(),
              rules.personalData().action(kind),
              Finders.of(kind)));
    }
    all.add(new LanguageRule(rules.language()));
    all.add(TooManyTokensRule.of(rules.tooManyTokens()));
    return List.copyOf(all);
  }
}
