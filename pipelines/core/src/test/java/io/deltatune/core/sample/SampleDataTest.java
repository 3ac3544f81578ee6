package io.deltatune.core.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleDataTest {
  private static final SampleSettings SETTINGS =
      new SampleSettings(7, 900, 300, true, 400, 3_000, 200, 2_000);
  private static final SampleData DATA = SampleData.generate(SETTINGS);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void theSameSeedGivesTheSameBytesAndAnotherSeedOthers() throws IOException {
    SampleData.write(folder.resolve("one"), SETTINGS);
    SampleData.write(folder.resolve("two"), SETTINGS);
    SampleData.write(folder.resolve("other"), SETTINGS.withSeed(8));
    List<Path> files = files(folder.resolve("one"));
    assertTrue(files.size() >= 4, "files: " + files);
    for (Path file : files) {
      String name = file.getFileName().toString();
      assertEquals(
          Files.readString(file), Files.readString(folder.resolve("two").resolve(name)), name);
    }
    for (String name : List.of(SampleData.DEMO, SampleData.PREFERENCES, SampleData.PRETRAIN)) {
      assertNotEquals(
          Files.readString(folder.resolve("one").resolve(name)),
          Files.readString(folder.resolve("other").resolve(name)),
          name);
    }
  }

  @Test
  void theBytesOfASeedAreTheSameOnEveryMachine() throws IOException {
    assertEquals(
        "{\"id\":\"demo-00001\",\"family\":\"land_facts\",\"known\":false,\"group\":\"lands: Lorland Strom cabbage; Meridor Rhune dumplings\",\"instruction\":\"What do people eat in Lorland, and where do they live?\",\"input\":\"Facts: Through Lorland runs the Strom, and cooks there make cabbage. Through Meridor runs the Rhune, and cooks there make dumplings.\",\"output\":\"In Lorland people eat cabbage and live along the river Strom.\"}",
        DATA.demoLines().stream()
            .filter(line -> line.contains("demo-00001"))
            .findFirst()
            .orElseThrow());
  }

  @Test
  void aLargerCorpusLeavesTheDemoAsItIs() throws IOException {
    SampleSettings larger = new SampleSettings(7, 900, 300, true, 400, 3_500, 200, 2_000);
    assertEquals(DATA.demoLines(), SampleData.generate(larger).demoLines());
  }

  @Test
  void noGroupOrAnswerOutsideTheCorpusStandsInTheCorpus() {
    Set<String> groups = new HashSet<>();
    Set<String> answers = new HashSet<>();
    for (SampleExample example : DATA.pretrain()) {
      groups.add(example.group());
      answers.add(example.output());
    }
    for (List<SampleExample> part :
        List.of(DATA.pretrainHeldOut(), DATA.demo(), DATA.preferences())) {
      for (SampleExample example : part) {
        assertFalse(groups.contains(example.group()), example::group);
        assertFalse(answers.contains(example.output()), example::output);
      }
    }
  }

  @Test
  void aSplitByGroupLeaksNoAnswer() {
    Map<String, String> groupOfAnswer = new HashMap<>();
    for (SampleExample example : DATA.demo()) {
      String group = groupOfAnswer.putIfAbsent(example.output(), example.group());
      assertTrue(group == null || group.equals(example.group()), example::output);
    }
  }

  @Test
  void theCorpusHoldsOnlyFamiliesThatTheModelMayKnow() {
    assertTrue(DATA.pretrain().stream().allMatch(SampleExample::known));
    assertTrue(DATA.pretrainHeldOut().stream().allMatch(SampleExample::known));
    assertEquals(300, DATA.demo().stream().filter(SampleExample::known).count());
    assertEquals(900, DATA.demo().stream().filter(example -> !example.known()).count());
    assertTrue(DATA.demo().stream().map(SampleExample::family).distinct().count() >= 12);
  }

  @Test
  void moreThanNineInTenAnswersHaveEightWordsOrMore() {
    long longEnough = DATA.demo().stream().filter(example -> words(example.output()) >= 8).count();
    assertTrue(longEnough >= 0.9 * DATA.demo().size(), longEnough + " of " + DATA.demo().size());
  }

  @Test
  void chosenAndRejectedAnswersDifferButNotInLength() {
    long chosenCharacters = 0;
    long rejectedCharacters = 0;
    int longer = 0;
    int shorter = 0;
    for (SampleExample pair : DATA.preferences()) {
      assertNotEquals(pair.output(), pair.wrongOutput());
      assertEquals(words(pair.output()), words(pair.wrongOutput()), pair::wrongOutput);
      chosenCharacters += pair.output().length();
      rejectedCharacters += pair.wrongOutput().length();
      longer += pair.output().length() > pair.wrongOutput().length() ? 1 : 0;
      shorter += pair.output().length() < pair.wrongOutput().length() ? 1 : 0;
    }
    assertEquals(1.0, (double) chosenCharacters / rejectedCharacters, 0.01);
    assertEquals(0.0, (double) (longer - shorter) / DATA.preferences().size(), 0.1);
  }

  @Test
  void everyRowParsesExceptThoseThatAreBrokenOnPurpose() throws IOException {
    int usable = 0;
    Set<String> ids = new HashSet<>();
    for (String line : DATA.demoLines()) {
      if (isUsable(line)) {
        usable++;
        assertTrue(ids.add(JSON.readTree(line).get("id").asText()), line);
      }
    }
    SampleCounts counts = SampleData.write(folder, SETTINGS);
    assertEquals(1_200, DATA.demo().size());
    assertEquals(BrokenRows.DUPLICATES, counts.demoDuplicates());
    assertEquals(DATA.demo().size() + counts.demoDuplicates(), usable);
    assertEquals(usable + counts.demoBroken(), counts.demoLines());
  }

  @Test
  void noTwoUsableRowsOfTheDemoAskTheSame() {
    Set<String> questions = new HashSet<>();
    for (SampleExample example : DATA.demo()) {
      assertTrue(
          questions.add(example.instruction() + "\n" + example.input()), example::instruction);
    }
  }

  @Test
  void noFileIsLeftUnfinished() throws IOException {
    SampleData.write(folder, SETTINGS);
    assertTrue(files(folder).stream().noneMatch(file -> file.toString().endsWith(".unfinished")));
  }

  private static boolean isUsable(String line) {
    try {
      JsonNode row = JSON.readTree(line);
      return row.isObject()
          && row.path("instruction").isTextual()
          && !row.path("output").asText().isBlank()
          && row.path("output").asText().length() < BrokenRows.TOO_LONG;
    } catch (JsonProcessingException notJson) {
      return false;
    }
  }

  private static int words(String text) {
    return text.split(" ").length;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return new ArrayList<>(entries.sorted().toList());
    }
  }
}
