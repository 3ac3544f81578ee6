package io.deltatune.core.sample;

import io.deltatune.core.sample.Family.Prompt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes questions and answers from a seed. What a part that must be held out holds, neither group
 * nor answer, ever stands in the pre-training corpus, and one answer belongs to one group only.
 */
final class SampleGenerator {
  private static final int TRIES = 1_000;
  private final SampleSettings settings;
  private final Families families = Families.load();
  private final Subjects subjects = new Subjects(Families.lexicon());
  private final Map<String, String> groupOfAnswer = new HashMap<>();
  private final Set<String> heldOutGroups = new HashSet<>();

  SampleGenerator(SampleSettings settings) {
    this.settings = settings;
  }

  /**
   * The parts, in the order in which they are made: the corpus last, so that it avoids the groups
   * of all others.
   */
  Parts generate() {
    List<SampleExample> demo =
        new ArrayList<>(part("demo-new", families.unseen(), settings.newRows(), 3));
    demo.addAll(part("demo-known", families.known(), settings.knownRows(), 3));
    List<SampleExample> preferences =
        part("preference", families.families(), settings.preferencePairs(), 0);
    List<SampleExample> heldOut = part("held-out", families.known(), settings.heldOutRows(), 0);
    for (List<SampleExample> part : List.of(demo, preferences, heldOut)) {
      part.forEach(example -> heldOutGroups.add(example.group()));
    }
    List<SampleExample> corpus = part("pretrain", families.known(), settings.pretrainRows(), 0);
    return new Parts(
        finished("demo", demo),
        finished("preference", preferences),
        finished("held-out", heldOut),
        finished("pretrain", corpus));
  }

  /** All examples by part, each in its final order. */
  record Parts(
      List<SampleExample> demo,
      List<SampleExample> preferences,
      List<SampleExample> heldOut,
      List<SampleExample> corpus) {}

  /**
   * Rows of the families in turn, no two with the same question. Every {@code repeat}-th fact or so
   * is asked in a second phrasing, none where it is zero.
   */
  private List<SampleExample> part(String name, List<Family> from, int rows, int repeat) {
    Dice dice = Dice.named(settings.seed(), name);
    List<SampleExample> examples = new ArrayList<>(rows);
    Set<String> asked = new HashSet<>();
    for (int turn = 0; examples.size() < rows; turn++) {
      Family family = from.get(turn % from.size());
      Draw draw = freeDraw(family, dice);
      int phrasings = repeat > 0 && dice.below(repeat) == 0 ? 2 : 1;
      for (Prompt prompt : dice.pick(phrasings, family.prompts())) {
        SampleExample example = example(family, draw, prompt, dice);
        if (examples.size() < rows && asked.add(example.instruction() + "\n" + example.input())) {
          examples.add(example);
        }
      }
    }
    return examples;
  }

  private Draw freeDraw(Family family, Dice dice) {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      Draw draw = subjects.draw(family.subject(), dice);
      String answer = draw.fill(family.answer());
      boolean answerIsFree = draw.group().equals(groupOfAnswer.getOrDefault(answer, draw.group()));
      boolean canBeWrong = !answer.equals(draw.fillWrongly(family.answer()));
      if (answerIsFree && canBeWrong && !heldOutGroups.contains(draw.group())) {
        groupOfAnswer.put(answer, draw.group());
        return draw;
      }
    }
    throw new IllegalStateException(
        "family " + family.name() + " has too few facts for so many rows: ask for fewer");
  }

  private SampleExample example(Family family, Draw draw, Prompt prompt, Dice dice) {
    String system = dice.below(5) == 0 ? dice.pick(families.systems()) : "";
    return new SampleExample(
        "",
        family.name(),
        family.known(),
        draw.group(),
        system,
        draw.fill(prompt.ask()),
        draw.fill(prompt.input()),
        draw.fill(family.answer()),
        draw.fillWrongly(family.answer()));
  }

  private List<SampleExample> finished(String name, List<SampleExample> examples) {
    List<SampleExample> mixed = Dice.named(settings.seed(), name + "-order").shuffled(examples);
    List<SampleExample> numbered = new ArrayList<>(mixed.size());
    for (SampleExample example : mixed) {
      numbered.add(example.withId(String.format("%s-%05d", name, numbered.size() + 1)));
    }
    return numbered;
  }
}
