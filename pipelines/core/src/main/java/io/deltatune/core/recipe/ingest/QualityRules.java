package io.deltatune.core.recipe.ingest;

import io.deltatune.core.config.Default;
import io.deltatune.core.config.Requirements;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What each rule of quality looks for, and what becomes of an example in which it finds something.
 * The keys are the rules' names.
 *
 * @param tooLong more characters than {@code quality.max_characters}
 * @param answerTooShort an answer of fewer characters than {@code quality.min_answer_characters}
 * @param emptyAnswer an answer that says nothing: dots, dashes, {@code N/A}, {@code <nooutput>}
 * @param refusingAnswer a wanted answer that begins with a stock refusal
 * @param sameAnswers chosen and rejected alike
 * @param promptInAnswer an answer that repeats its prompt or marks of a chat template
 * @param repetition a text that goes in circles
 * @param encodingDamage bytes that were read in the wrong encoding, control characters
 * @param truncatedAnswer an answer that stops in the middle
 * @param personalData data of persons
 * @param secrets keys, tokens and passwords
 * @param language a language that is not wanted, or that is not clear
 * @param tooManyTokens more tokens than fit
 */
public record QualityRules(
    TooLong tooLong,
    AnswerTooShort answerTooShort,
    EmptyAnswer emptyAnswer,
    RefusingAnswer refusingAnswer,
    SameAnswers sameAnswers,
    PromptInAnswer promptInAnswer,
    Repetition repetition,
    EncodingDamage encodingDamage,
    TruncatedAnswer truncatedAnswer,
    PersonalData personalData,
    Secrets secrets,
    Language language,
    TooManyTokens tooManyTokens) {
  /** What becomes of an example in which a rule finds something. */
  public enum Action {
    /** The rule is not applied. */
    OFF,
    /** The rule's name stands in the example's flags. */
    FLAG,
    /** As {@link #FLAG}, and what was found is replaced by a placeholder such as [EMAIL]. */
    MASK,
    /** The row goes to quarantine. */
    REFUSE;

    /** The name in recipes and tables: {@code flag}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The settings of a rule. */
  public interface Setting {
    /** What the rule does. */
    Action action();
  }

  /** Kinds of personal data. */
  public enum PersonalKind {
    EMAIL,
    PHONE,
    IBAN,
    CARD,
    IP;

    /** The name in recipes and flags: {@code email}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Kinds of secrets, by who gives them out or by their form. */
  public enum SecretKind {
    AWS,
    GITHUB,
    HUGGING_FACE,
    OPENAI,
    SLACK,
    GOOGLE,
    STRIPE,
    JWT,
    PRIVATE_KEY,
    /** What is assigned to a name like {@code password}, or stands before the host of a URL. */
    PASSWORD,
    /** What looks drawn by chance and is assigned to a name like {@code API_KEY}. */
    ASSIGNMENT;

    /** The name in recipes and flags: {@code hugging_face}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What two answers may differ in and still be the same. */
  public enum Difference {
    CASE,
    /** Where there is white space, and which. */
    SPACE,
    /** All that is neither letter nor digit. */
    PUNCTUATION
  }

  /** The threshold is {@code quality.max_characters}. */
  public record TooLong(@Default("refuse") Action action) implements Setting {
    public TooLong {
      unmasked(action).verify();
    }
  }

  /** The threshold is {@code quality.min_answer_characters}. */
  public record AnswerTooShort(@Default("refuse") Action action) implements Setting {
    public AnswerTooShort {
      unmasked(action).verify();
    }
  }

  /** No threshold. */
  public record EmptyAnswer(@Default("flag") Action action) implements Setting {
    public EmptyAnswer {
      unmasked(action).verify();
    }
  }

  /**
   * @param within the refusal begins within this many characters from the answer's beginning
   */
  public record RefusingAnswer(@Default("flag") Action action, @Default("100") int within)
      implements Setting {
    public RefusingAnswer {
      unmasked(action).atLeast("within", within, 1).verify();
    }
  }

  /**
   * @param ignore what makes no difference
   */
  public record SameAnswers(
      @Default("refuse") Action action, @Default("[case, space]") List<Difference> ignore)
      implements Setting {
    public SameAnswers {
      ignore = List.copyOf(ignore);
      unmasked(action).distinct("ignore", ignore).verify();
    }
  }

  /**
   * @param minCharacters shorter turns of the prompt may stand in the answer
   */
  public record PromptInAnswer(@Default("flag") Action action, @Default("40") int minCharacters)
      implements Setting {
    public PromptInAnswer {
      unmasked(action).atLeast("min_characters", minCharacters, 1).verify();
    }
  }

  /**
   * @param ngram words of an n-gram
   * @param maxShare of a text's n-grams, those that were there before
   * @param minWords texts of fewer words have no share
   * @param maxLines how often the same line of 10 characters or more may stand in a text
   * @param maxRun how often the same character, but for white space, may stand in a row
   */
  public record Repetition(
      @Default("flag") Action action,
      @Default("4") int ngram,
      @Default("0.3") double maxShare,
      @Default("50") int minWords,
      @Default("8") int maxLines,
      @Default("100") int maxRun)
      implements Setting, Serializable {
    public Repetition {
      unmasked(action)
          .that("ngram", ngram >= 1 && ngram <= 32, "is " + ngram + "; expected from 1 to 32")
          .fraction("max_share", maxShare)
          .atLeast("min_words", minWords, 1)
          .atLeast("max_lines", maxLines, 1)
          .atLeast("max_run", maxRun, 1)
          .verify();
    }
  }

  /**
   * @param maxPlaces damaged places that are let pass
   */
  public record EncodingDamage(@Default("flag") Action action, @Default("0") int maxPlaces)
      implements Setting {
    public EncodingDamage {
      unmasked(action).atLeast("max_places", maxPlaces, 0).verify();
    }
  }

  /**
   * @param minCharacters shorter answers may stop anywhere
   */
  public record TruncatedAnswer(@Default("flag") Action action, @Default("80") int minCharacters)
      implements Setting {
    public TruncatedAnswer {
      unmasked(action).atLeast("min_characters", minCharacters, 0).verify();
    }
  }

  /**
   * @param action what becomes of every kind that {@code kinds} does not name
   * @param kinds what becomes of single kinds, by their labels
   */
  public record PersonalData(
      @Default("flag") Action action, @Default("{}") Map<String, Action> kinds) implements Setting {
    public PersonalData {
      kinds = Map.copyOf(kinds);
      known(kinds, Arrays.stream(PersonalKind.values()).map(PersonalKind::label).toList()).verify();
    }

    /** What becomes of a kind. */
    public Action action(PersonalKind kind) {
      return kinds.getOrDefault(kind.label(), action);
    }
  }

  /**
   * @param action what becomes of every kind that {@code kinds} does not name
   * @param kinds what becomes of single kinds, by their labels
   */
  public record Secrets(@Default("flag") Action action, @Default("{}") Map<String, Action> kinds)
      implements Setting {
    public Secrets {
      kinds = Map.copyOf(kinds);
      known(kinds, Arrays.stream(SecretKind.values()).map(SecretKind::label).toList()).verify();
    }

    /** What becomes of a kind. */
    public Action action(SecretKind kind) {
      return kinds.getOrDefault(kind.label(), action);
    }
  }

  /**
   * @param allowed codes of ISO 639-1, or of 639-3 where a language has no shorter one; none for
   *     all
   * @param minConfidence below it the language is not clear
   * @param minLetters texts of fewer letters are not judged
   */
  public record Language(
      @Default("off") Action action,
      @Default("[]") List<String> allowed,
      @Default("0.5") double minConfidence,
      @Default("20") int minLetters)
      implements Setting, Serializable {
    public Language {
      allowed = List.copyOf(allowed);
      unmasked(action)
          .distinct("allowed", allowed)
          .that(
              "allowed",
              allowed.stream().allMatch(code -> code.matches("[a-z]{2,3}")),
              "is " + allowed + "; expected codes such as en, de, zh")
          .fraction("min_confidence", minConfidence)
          .atLeast("min_letters", minLetters, 1)
          .verify();
    }
  }

  /**
   * Counted by the tokenizer of {@code quality.tokenizer}.
   *
   * @param maxTokens of prompt and longest answer together
   * @param maxPromptTokens of the prompt
   * @param maxAnswerTokens of an answer
   */
  public record TooManyTokens(
      @Default("refuse") Action action,
      OptionalInt maxTokens,
      OptionalInt maxPromptTokens,
      OptionalInt maxAnswerTokens)
      implements Setting {
    public TooManyTokens {
      unmasked(action)
          .atLeast("max_tokens", maxTokens, 1)
          .atLeast("max_prompt_tokens", maxPromptTokens, 1)
          .atLeast("max_answer_tokens", maxAnswerTokens, 1)
          .verify();
    }

    /** Whether there is a limit. */
    public boolean isLimited() {
      return maxTokens.isPresent() || maxPromptTokens.isPresent() || maxAnswerTokens.isPresent();
    }
  }

  private static Requirements unmasked(Action action) {
    return new Requirements()
        .that(
            "action",
            action != Action.MASK,
            "is mask; only personal_data and secrets can be masked, expected off, flag or refuse");
  }

  private static Requirements known(Map<String, Action> kinds, List<String> labels) {
    return new Requirements()
        .that(
            "kinds",
            labels.containsAll(kinds.keySet()),
            "names "
                + String.join(", ", kinds.keySet().stream().sorted().toList())
                + "; the kinds are "
                + String.join(", ", labels));
  }
}
