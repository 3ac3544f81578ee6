package io.deltatune.core.sample;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * People and lands of a made-up world. Whatever is asked about them stands in the passage that
 * comes with the question.
 */
final class PeopleSubjects {
  private static final List<String> SENTENCES =
      List.of(
          "%s is a %s in %s and has a %s.",
          "%s works as a %s in %s and owns a %s.", "%s, the %s of %s, keeps a %s.");
  private static final List<String> LAND_SENTENCES =
      List.of(
          "The river of %s is the %s and its food is %s.",
          "Through %s runs the %s, and cooks there make %s.");
  private final Lexicon lexicon;

  PeopleSubjects(Lexicon lexicon) {
    this.lexicon = lexicon;
  }

  private record Person(String name, String job, String town, String pet) {
    String sentence(String form) {
      return String.format(form, name, job, town, pet);
    }

    String key() {
      return String.join(" ", name, job, town, pet);
    }
  }

  private record Land(String name, String river, String food) {
    String key() {
      return String.join(" ", name, river, food);
    }
  }

  /** One person: the facts, and the same facts with another person's job, town or pet. */
  Draw one(Dice dice) {
    List<Person> people = people(dice);
    Person person = people.get(0);
    Person other = people.get(1);
    int spoiled = dice.below(3);
    return new Draw("people: " + person.key())
        .with("sentence", person.sentence(dice.pick(SENTENCES)))
        .with("name", person.name())
        .with("job", person.job(), spoiled == 0 ? other.job() : person.job())
        .with("town", person.town(), spoiled == 1 ? other.town() : person.town())
        .with("pet", person.pet(), spoiled == 2 ? other.pet() : person.pet());
  }

  /** Two people in one passage, of whom one is asked about. */
  Draw two(Dice dice) {
    List<Person> people = people(dice);
    Person first = people.get(0);
    Person second = people.get(1);
    int asked = dice.below(2);
    Person person = people.get(asked);
    Person other = people.get(1 - asked);
    String form = dice.pick(SENTENCES);
    return new Draw("people: " + keys(first.key(), second.key()))
        .with("passage", first.sentence(form) + " " + second.sentence(form))
        .with("name", person.name())
        .with("job", person.job(), other.job())
        .with("town", person.town(), other.town())
        .with("first_name", first.name())
        .with("first_town", first.town(), second.town())
        .with("second_name", second.name())
        .with("second_town", second.town(), first.town());
  }

  /** Two lands with a river and a dish each, of which one is asked about. */
  Draw lands(Dice dice) {
    List<String> names = dice.pick(2, lexicon.lands());
    List<String> rivers = dice.pick(2, lexicon.rivers());
    List<String> foods = dice.pick(2, lexicon.foods());
    Land first = new Land(names.get(0), rivers.get(0), foods.get(0));
    Land second = new Land(names.get(1), rivers.get(1), foods.get(1));
    boolean firstAsked = dice.below(2) == 0;
    Land land = firstAsked ? first : second;
    Land other = firstAsked ? second : first;
    String form = dice.pick(LAND_SENTENCES);
    return new Draw("lands: " + keys(first.key(), second.key()))
        .with("atlas", sentence(form, first) + " " + sentence(form, second))
        .with("land", land.name())
        .with("river", land.river(), other.river())
        .with("food", land.food(), other.food());
  }

  private List<Person> people(Dice dice) {
    List<String> names = dice.pick(2, lexicon.names());
    List<String> jobs = dice.pick(2, lexicon.jobs());
    List<String> towns = dice.pick(2, lexicon.towns());
    List<String> pets = dice.pick(2, lexicon.pets());
    List<Person> people = new ArrayList<>();
    for (int index = 0; index < 2; index++) {
      people.add(new Person(names.get(index), jobs.get(index), towns.get(index), pets.get(index)));
    }
    return people;
  }

  private static String sentence(String form, Land land) {
    return String.format(form, land.name(), land.river(), land.food());
  }

  private static String keys(String first, String second) {
    List<String> keys = new ArrayList<>(List.of(first, second));
    Collections.sort(keys);
    return String.join("; ", keys);
  }
}
