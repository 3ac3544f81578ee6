package io.deltatune.core.quality;

import io.deltatune.core.quality.TokenFinder.Alphabet;
import io.deltatune.core.recipe.ingest.QualityRules.PersonalKind;
import io.deltatune.core.recipe.ingest.QualityRules.SecretKind;
import java.util.ArrayList;
import java.util.List;

/** The list of all finders, in the order in which they mask. */
final class Finders {
  private static final int LONGEST = 512;

  /** Keys, tokens and passwords; first, as an address may stand in one. */
  static final List<Finder> SECRETS = secrets();

  /** Data of persons; numbers with check digits first, as they could be telephone numbers too. */
  static final List<Finder> PERSONAL =
      List.of(
          new EmailFinder(), new IbanFinder(), new CardFinder(), new IpFinder(), new PhoneFinder());

  private Finders() {}

  private static List<Finder> secrets() {
    List<Finder> secrets = new ArrayList<>(List.of(new PrivateKeyFinder(), new JwtFinder()));
    for (String prefix : List.of("AKIA", "ASIA", "ABIA", "ACCA")) {
      secrets.add(token(SecretKind.AWS, "[AWS_KEY]", prefix, Alphabet.UPPER, 16, 16));
    }
    for (String prefix : List.of("ghp_", "gho_", "ghu_", "ghs_", "ghr_")) {
      secrets.add(token(SecretKind.GITHUB, "[GITHUB_TOKEN]", prefix, Alphabet.ALPHANUMERIC, 30));
    }
    secrets.add(token(SecretKind.GITHUB, "[GITHUB_TOKEN]", "github_pat_", Alphabet.NAME, 30));
    for (String prefix : List.of("hf_", "api_org_")) {
      secrets.add(
          token(
              SecretKind.HUGGING_FACE, "[HUGGING_FACE_TOKEN]", prefix, Alphabet.ALPHANUMERIC, 30));
    }
    secrets.add(token(SecretKind.OPENAI, "[OPENAI_KEY]", "sk-", Alphabet.HYPHENATED, 20));
    for (String prefix : List.of("xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xapp-")) {
      secrets.add(token(SecretKind.SLACK, "[SLACK_TOKEN]", prefix, Alphabet.HYPHENATED, 16));
    }
    secrets.add(
        token(SecretKind.SLACK, "[SLACK_TOKEN]", "hooks.slack.com/services/", Alphabet.PATH, 30));
    secrets.add(token(SecretKind.GOOGLE, "[GOOGLE_KEY]", "AIza", Alphabet.HYPHENATED, 35, 35));
    secrets.add(token(SecretKind.GOOGLE, "[GOOGLE_KEY]", "GOCSPX-", Alphabet.HYPHENATED, 28, 28));
    secrets.add(token(SecretKind.GOOGLE, "[GOOGLE_KEY]", "ya29.", Alphabet.HYPHENATED, 20));
    for (String prefix : List.of("sk_live_", "sk_test_", "rk_live_", "rk_test_", "whsec_")) {
      secrets.add(token(SecretKind.STRIPE, "[STRIPE_KEY]", prefix, Alphabet.ALPHANUMERIC, 16));
    }
    secrets.add(new UrlPasswordFinder());
    secrets.add(AssignedFinder.passwords());
    secrets.add(AssignedFinder.keys());
    return List.copyOf(secrets);
  }

  private static Finder token(
      SecretKind kind, String placeholder, String prefix, Alphabet alphabet, int least) {
    return token(kind, placeholder, prefix, alphabet, least, LONGEST);
  }

  private static Finder token(
      SecretKind kind, String placeholder, String prefix, Alphabet alphabet, int least, int most) {
    return new TokenFinder(kind.label(), placeholder, prefix, alphabet, least, most);
  }

  /** Those of a kind of personal data. */
  static List<Finder> of(PersonalKind kind) {
    return PERSONAL.stream().filter(finder -> finder.kind().equals(kind.label())).toList();
  }

  /** Those of a kind of secret. */
  static List<Finder> of(SecretKind kind) {
    return SECRETS.stream().filter(finder -> finder.kind().equals(kind.label())).toList();
  }
}
