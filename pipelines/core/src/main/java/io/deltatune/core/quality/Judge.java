package io.deltatune.core.quality;

import io.deltatune.core.chat.ChatTokens;
import io.deltatune.core.chat.TokenCounterSource;
import io.deltatune.core.example.Example;
import io.deltatune.core.hash.ContentHash;
import io.deltatune.core.quality.LanguageIdentifier.Identified;
import io.deltatune.core.quality.Verdict.Finding;
import io.deltatune.core.quality.Verdict.Refusal;
import io.deltatune.core.recipe.ingest.Quality;
import io.deltatune.core.recipe.ingest.QualityRules.Action;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Applies a recipe's rules to examples. It is built on the driver, travels to executors and costs
 * little there; tokenizer and language model are opened in the process that judges, at the first
 * example. One thread uses it at a time.
 */
public final class Judge implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The first characters tell the language as well as all do, in a fraction of the time. */
  private static final int SAMPLE = 200;

  /** Answers of fewer letters tell their language only together with what they answer. */
  private static final int SHORT_ANSWER = 40;

  /** Rules that need no profile of the texts, as they see their lengths only. */
  private final List<TooLongRule> first;

  private final List<Rule> rules;
  private final List<Rule> last;
  private final Masks masks;
  private final Masks hidden;

  /** Null where tokens are not counted. */
  private final TokenCounterSource tokenizer;

  /** Null where no language is told. */
  private final Opener<LanguageIdentifier> languages;

  private transient ChatTokens tokens;
  private transient LanguageIdentifier identifier;

  private Judge(
      List<Rule> active, TokenCounterSource tokenizer, Opener<LanguageIdentifier> languages) {
    List<TooLongRule> lengths = new ArrayList<>();
    List<Rule> plain = new ArrayList<>();
    List<Rule> measuring = new ArrayList<>();
    for (Rule rule : active) {
      if (rule instanceof TooLongRule length) {
        lengths.add(length);
      } else if (rule instanceof LanguageRule || rule instanceof TooManyTokensRule) {
        measuring.add(rule);
      } else {
        plain.add(rule);
      }
    }
    this.first = List.copyOf(lengths);
    this.rules = List.copyOf(plain);
    this.last = List.copyOf(measuring);
    this.masks = new Masks(finders(active, List.of(Action.MASK)));
    this.hidden = new Masks(finders(active, List.of(Action.MASK, Action.REFUSE)));
    this.tokenizer = tokenizer;
    this.languages = languages;
  }

  private static List<Finder> finders(List<Rule> rules, List<Action> actions) {
    return rules.stream()
        .filter(rule -> actions.contains(rule.action()))
        .flatMap(rule -> rule.finders().stream())
        .toList();
  }

  /**
   * The judge of a recipe.
   *
   * @param tokenizer of the model that {@code quality.tokenizer} names; without it no tokens are
   *     counted
   * @param languages used where {@code quality.detect_language} or the language rule asks; without
   *     it no language is told
   */
  public static Judge of(
      Quality quality,
      Optional<TokenCounterSource> tokenizer,
      Optional<Opener<LanguageIdentifier>> languages) {
    boolean tells = quality.detectLanguage() || quality.rules().language().action() != Action.OFF;
    return new Judge(
        Rules.of(quality).stream().filter(rule -> rule.action() != Action.OFF).toList(),
        tokenizer.orElse(null),
        tells ? languages.orElse(null) : null);
  }

  /** The rules that are on, in the order of judgement, and what each one does. */
  public Map<String, Action> actions() {
    Map<String, Action> actions = new LinkedHashMap<>();
    for (List<? extends Rule> part : List.of(first, rules, last)) {
      part.forEach(rule -> actions.put(rule.name(), rule.action()));
    }
    return actions;
  }

  /** What the rules make of an example; never an exception on account of its texts. */
  public Verdict judge(Example given) {
    Example example = withoutPersonInGroup(given);
    List<Finding> findings = new ArrayList<>();
    for (TooLongRule rule : first) {
      Optional<String> found = rule.find(example);
      if (found.isPresent() && rule.action() == Action.REFUSE) {
        return refused(example, rule, found.get(), findings);
      }
      found.ifPresent(detail -> findings.add(new Finding(rule.name(), rule.action())));
    }
    Subject subject = Subject.of(example);
    Optional<Verdict> refused = refusal(rules, subject, findings);
    if (refused.isPresent()) {
      return refused.get();
    }
    boolean isMasked = findings.stream().anyMatch(found -> found.action() == Action.MASK);
    if (isMasked) {
      try {
        subject = Subject.of(example.withTexts(masks::apply));
      } catch (IllegalArgumentException alike) {
        Refusal same = new Refusal("same_answers", "the answers differ only in what is masked");
        findings.add(new Finding(same.rule(), Action.REFUSE));
        return verdict(example, Optional.of(same), findings, Measures.NONE, false);
      }
    }
    Measures measures = measured(subject);
    Example kept = subject.example();
    return refusal(last, subject.with(measures), findings)
        .orElseGet(() -> verdict(kept, Optional.empty(), findings, measures, isMasked));
  }

  private static Optional<Verdict> refusal(
      List<Rule> rules, Subject subject, List<Finding> findings) {
    for (Rule rule : rules) {
      Optional<String> found = rule.find(subject);
      if (found.isPresent()) {
        if (rule.action() == Action.REFUSE) {
          return Optional.of(refused(subject.example(), rule, found.get(), findings));
        }
        findings.add(new Finding(rule.name(), rule.action()));
      }
    }
    return Optional.empty();
  }

  private static Verdict refused(
      Example example, Rule rule, String detail, List<Finding> findings) {
    findings.add(new Finding(rule.name(), Action.REFUSE));
    Refusal refusal = new Refusal(rule.name(), detail);
    return verdict(example, Optional.of(refusal), findings, Measures.NONE, false);
  }

  private static Verdict verdict(
      Example example,
      Optional<Refusal> refusal,
      List<Finding> findings,
      Measures measures,
      boolean masked) {
    return new Verdict(
        example,
        refusal,
        findings,
        measures.language().map(Identified::language),
        measures.promptTokens(),
        measures.answerTokens(),
        masked);
  }

  /**
   * A group may be the name or the address of a person: then its hash stands for it, which keeps
   * what belongs to one person together.
   */
  private Example withoutPersonInGroup(Example example) {
    String group = example.group();
    return hidden.isEmpty() || hidden.apply(group).equals(group)
        ? example
        : example.withGroup(ContentHash.of("group").field(group).hex());
  }

  private Measures measured(Subject subject) {
    TextProfile answer = subject.answers().get(0);
    Optional<Identified> language = Optional.empty();
    int letters = answer.letters();
    if (languages != null) {
      identifier = identifier == null ? languages.open() : identifier;
      String sample = answer.text();
      if (letters < SHORT_ANSWER && !subject.prompt().isEmpty()) {
        TextProfile asked = subject.prompt().get(subject.prompt().size() - 1);
        sample = sample + "\n" + asked.text();
        letters += asked.letters();
      }
      language = identifier.identify(beginning(sample));
    }
    if (tokenizer == null) {
      return new Measures(letters, language, OptionalInt.empty(), OptionalInt.empty());
    }
    tokens = tokens == null ? new ChatTokens(tokenizer.open()) : tokens;
    return new Measures(
        letters,
        language,
        OptionalInt.of(tokens.prompt(subject.example())),
        OptionalInt.of(tokens.answer(subject.example())));
  }

  private static String beginning(String text) {
    if (text.length() <= SAMPLE) {
      return text;
    }
    boolean divides = Character.isHighSurrogate(text.charAt(SAMPLE - 1));
    return text.substring(0, divides ? SAMPLE - 1 : SAMPLE);
  }

  /** Whether {@link #mask} ever changes a text. */
  public boolean masks() {
    return !hidden.isEmpty();
  }

  /**
   * A row's source text, or any text about it, without the personal data and secrets that the rules
   * mask or refuse. JSON stays JSON. To be applied to the whole row, before it is cut.
   */
  public String mask(String text) {
    return JsonMask.apply(hidden, text);
  }
}
