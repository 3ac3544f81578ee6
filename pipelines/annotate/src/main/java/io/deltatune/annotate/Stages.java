package io.deltatune.annotate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.johnsnowlabs.nlp.DocumentAssembler;
import com.johnsnowlabs.nlp.annotators.MultiDateMatcher;
import com.johnsnowlabs.nlp.annotators.RegexMatcher;
import com.johnsnowlabs.nlp.annotators.TextMatcher;
import com.johnsnowlabs.nlp.annotators.Tokenizer;
import com.johnsnowlabs.nlp.annotators.er.EntityRulerApproach;
import com.johnsnowlabs.nlp.annotators.keyword.yake.YakeKeywordExtraction;
import com.johnsnowlabs.nlp.annotators.sbd.pragmatic.SentenceDetector;
import com.johnsnowlabs.nlp.util.io.ExternalResource;
import com.johnsnowlabs.nlp.util.io.ReadAs;
import io.deltatune.core.recipe.ingest.Annotator;
import io.deltatune.data.annotation.TextAnnotator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.ml.PipelineStage;

/**
 * The annotators of a pipeline, in order, each writing a column. Those that others read come
 * whether they were asked for or not; so do the patterns, since no annotation may tell personal
 * data.
 */
final class Stages {
  static final String DOCUMENT = "nlp_document";
  static final String SENTENCES = "nlp_sentences";
  static final String TOKENS = "nlp_tokens";
  static final String PATTERNS = "nlp_patterns";
  static final String PHRASES = "nlp_phrases_";
  static final String ENTITIES = "nlp_entities";
  static final String DATED_SENTENCES = "nlp_dated_sentences";
  static final String DATES = "nlp_dates";
  static final String KEY_PHRASES = "nlp_key_phrases";

  /** Between a rule and its label; no rule holds one, since files of rules are cut at them. */
  private static final String BETWEEN = "\t";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Rules rules;
  private final Set<Annotator> asked;
  private final Path folder;
  private final List<PipelineStage> stages = new ArrayList<>();

  /**
   * @param folder takes the files that some annotators read when they are fitted
   */
  Stages(Rules rules, Set<Annotator> asked, Path folder) {
    this.rules = rules;
    this.asked = asked;
    this.folder = folder;
  }

  List<PipelineStage> list(int keyPhrases) throws IOException {
    document();
    if (!asked.equals(Set.of(Annotator.PATTERNS))) {
      sentences();
      tokens();
    }
    patterns();
    if (needs(Annotator.PHRASES)) {
      phrases();
    }
    if (needs(Annotator.ENTITIES)) {
      entities();
    }
    if (needs(Annotator.KEY_PHRASES)) {
      keyPhrases(keyPhrases);
    }
    return List.copyOf(stages);
  }

  private boolean needs(Annotator annotator) {
    return asked.contains(annotator);
  }

  private void document() {
    DocumentAssembler assembler = new DocumentAssembler();
    assembler.setInputCol(TextAnnotator.TEXT);
    assembler.setOutputCol(DOCUMENT);
    stages.add(assembler);
  }

  private void sentences() {
    SentenceDetector detector = new SentenceDetector();
    detector.setInputCols(new String[] {DOCUMENT});
    detector.setOutputCol(SENTENCES);
    stages.add(detector);
  }

  private void tokens() {
    Tokenizer tokenizer = new Tokenizer();
    tokenizer.setInputCols(new String[] {SENTENCES});
    tokenizer.setOutputCol(TOKENS);
    stages.add(tokenizer);
  }

  private void patterns() {
    RegexMatcher matcher = new RegexMatcher();
    matcher.setInputCols(new String[] {DOCUMENT});
    matcher.setOutputCol(PATTERNS);
    matcher.setStrategy("MATCH_ALL");
    matcher.setDelimiter(BETWEEN);
    matcher.setRules(
        rules.patterns().stream()
            .map(rule -> rule.text() + BETWEEN + rule.label())
            .toArray(String[]::new));
    stages.add(matcher);
  }

  private void phrases() throws IOException {
    for (Map.Entry<String, List<Rule>> kind : rules.phrasesByKind().entrySet()) {
      Path file = folder.resolve(kind.getKey() + ".txt");
      Files.write(file, kind.getValue().stream().map(Rule::text).toList());
      TextMatcher matcher = new TextMatcher();
      matcher.setInputCols(new String[] {DOCUMENT, TOKENS});
      matcher.setOutputCol(PHRASES + kind.getKey());
      matcher.setCaseSensitive(false);
      matcher.setEntityValue(kind.getKey());
      matcher.setEntities(resource(file, "text"));
      stages.add(matcher);
    }
  }

  private void entities() throws IOException {
    List<String> lines = new ArrayList<>();
    for (List<Rule> entity : rules.entitiesByLabel().values()) {
      lines.add(entity(entity));
    }
    Path file = Files.write(folder.resolve("entities.jsonl"), lines);
    EntityRulerApproach ruler = new EntityRulerApproach();
    ruler.setInputCols(new String[] {SENTENCES, TOKENS});
    ruler.setOutputCol(ENTITIES);
    ruler.setPatternsResource(file.toUri().toString(), ReadAs.TEXT(), options("jsonl"));
    ruler.setSentenceMatch(true);
    ruler.setUseStorage(false);
    stages.add(ruler);
  }

  private static String entity(List<Rule> expressions) throws JsonProcessingException {
    Rule first = expressions.get(0);
    return JSON.writeValueAsString(
        Map.of(
            "id", first.name(),
            "label", first.kind(),
            "patterns", expressions.stream().map(Rule::text).toList(),
            "regex", true));
  }

  /** Finds dates in {@link #DATED_SENTENCES}; stands behind the pipeline. */
  static MultiDateMatcher dates() {
    MultiDateMatcher matcher = new MultiDateMatcher();
    // Over a whole text it puts dates together from numbers that stand far apart.
    matcher.setInputCols(new String[] {DATED_SENTENCES});
    matcher.setOutputCol(DATES);
    matcher.setOutputFormat("yyyy-MM-dd");
    // Relative dates ("yesterday") must not depend on the day of the run.
    matcher.setAnchorDateYear(2000);
    matcher.setAnchorDateMonth(1);
    matcher.setAnchorDateDay(1);
    return matcher;
  }

  private void keyPhrases(int most) {
    YakeKeywordExtraction yake = new YakeKeywordExtraction();
    yake.setInputCols(new String[] {TOKENS});
    yake.setOutputCol(KEY_PHRASES);
    yake.setMinNGrams(1);
    yake.setMaxNGrams(3);
    yake.setNKeywords(most);
    stages.add(yake);
  }

  private static ExternalResource resource(Path file, String format) {
    return new ExternalResource(file.toUri().toString(), ReadAs.TEXT(), options(format));
  }

  private static scala.collection.immutable.Map<String, String> options(String format) {
    return new scala.collection.immutable.Map.Map1<>("format", format);
  }
}
