package io.deltatune.model.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.model.safetensors.HeaderTarget;
import io.deltatune.model.safetensors.IndexTarget;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * The short runs belong to every build; {@code ./mvnw verify -Pfuzz -pl pipelines/model -am} reads
 * ten and a half million files and prints what it saw: {@code -Dfuzz.thousands=N} (3500) thousand
 * of each kind.
 */
class HostileFilesProperties {
  private static final int SHORT = 100;
  private static final int LONG = 1000;

  /** What was seen, by file. */
  private static final Map<String, Tally> SEEN = new TreeMap<>();

  private static final class Tally {
    private long executions;
    private long accepted;
    private long mostBytes;
    private final Set<String> outcomes = new HashSet<>();

    void add(Campaign.Summary summary) {
      executions += summary.executions();
      accepted += summary.accepted();
      mostBytes = Math.max(mostBytes, summary.mostBytes());
      outcomes.addAll(summary.outcomes());
    }
  }

  @Property(tries = 10, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void changedHeadersAreReadOrRefused(@ForAll long seed) {
    run(new HeaderTarget(), seed, SHORT);
  }

  @Property(tries = 10, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void changedIndexesAreReadOrRefused(@ForAll long seed) {
    run(new IndexTarget(), seed, SHORT);
  }

  @Property(tries = 10, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void changedConfigurationsAreReadOrRefused(@ForAll long seed) {
    run(new ConfigTarget(), seed, SHORT);
  }

  @Tag("fuzz")
  @Property(shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void millionsOfHeadersAreReadOrRefused(@ForAll long seed) {
    run(new HeaderTarget(), seed, LONG);
  }

  @Tag("fuzz")
  @Property(shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void millionsOfIndexesAreReadOrRefused(@ForAll long seed) {
    run(new IndexTarget(), seed, LONG);
  }

  @Tag("fuzz")
  @Property(shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void millionsOfConfigurationsAreReadOrRefused(@ForAll long seed) {
    run(new ConfigTarget(), seed, LONG);
  }

  private static void run(Target target, long seed, int executions) {
    SEEN.computeIfAbsent(target.file().getFileName().toString(), unused -> new Tally())
        .add(Campaign.run(target, seed, executions));
  }

  @AfterContainer
  static void everyReaderAcceptedSomeAndRefusedManyWays() {
    SEEN.forEach(
        (file, tally) -> {
          assertTrue(tally.accepted > 0, file + ": none was accepted");
          assertTrue(tally.outcomes.size() > 5, file + ": refused at few places");
          if (tally.executions > LONG * LONG) {
            System.out.printf(
                "%s: %,d files read, %,d accepted, refused at %d places, at most %,d bytes of memory%n",
                file, tally.executions, tally.accepted, tally.outcomes.size(), tally.mostBytes);
          }
        });
  }
}
