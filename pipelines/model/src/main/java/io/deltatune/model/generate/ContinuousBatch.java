package io.deltatune.model.generate;

import io.deltatune.model.generate.SlotDecoder.Chosen;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Answers rows in the slots of a decoder. As soon as a row ends, the next one takes its slot; when
 * none is left, the last slots move to the front, so that the rows that go on stand in the first
 * ones.
 */
final class ContinuousBatch {
  private final SlotDecoder decoder;
  private final int promptTokens;
  private final Consumer<Continuation> finished;
  private final Deque<Continuation> waiting;

  /** The rows by slot; null where one has just ended. */
  private final List<Continuation> active = new ArrayList<>();

  /**
   * @param rows in the order in which they shall begin
   * @param promptTokens prompts are read together up to so many tokens; a longer one is read alone
   * @param finished told of each row when it ends
   */
  ContinuousBatch(
      SlotDecoder decoder,
      List<Continuation> rows,
      int promptTokens,
      Consumer<Continuation> finished) {
    this.decoder = decoder;
    this.waiting = new ArrayDeque<>(rows);
    this.promptTokens = promptTokens;
    this.finished = finished;
  }

  /** Answers all rows. */
  void run() {
    while (true) {
      while (!waiting.isEmpty() && hasRoom()) {
        readSome();
      }
      closeGaps();
      if (active.isEmpty()) {
        return;
      }
      Chosen chosen = decoder.advance(List.copyOf(active));
      for (int slot = 0; slot < active.size(); slot++) {
        take(slot, active.get(slot), chosen, slot);
      }
    }
  }

  private boolean hasRoom() {
    return active.size() < decoder.slots() || active.contains(null);
  }

  private void readSome() {
    List<Continuation> rows = new ArrayList<>();
    List<Integer> slots = new ArrayList<>();
    int tokens = 0;
    while (!waiting.isEmpty() && hasRoom()) {
      int length = waiting.peek().prompt().length;
      if (!rows.isEmpty() && tokens + length > promptTokens) {
        break;
      }
      tokens += length;
      Continuation row = waiting.remove();
      rows.add(row);
      slots.add(place(row));
    }
    rows.forEach(Continuation::start);
    Chosen chosen = decoder.read(slots.stream().mapToInt(Integer::intValue).toArray(), rows);
    for (int i = 0; i < rows.size(); i++) {
      take(slots.get(i), rows.get(i), chosen, i);
    }
  }

  private int place(Continuation row) {
    int gap = active.indexOf(null);
    if (gap >= 0) {
      active.set(gap, row);
      return gap;
    }
    active.add(row);
    return active.size() - 1;
  }

  private void take(int slot, Continuation row, Chosen chosen, int place) {
    if (!row.take(chosen.tokens()[place], chosen.logProbability(place))) {
      active.set(slot, null);
      finished.accept(row);
    }
  }

  private void closeGaps() {
    for (int gap = active.indexOf(null); gap >= 0; gap = active.indexOf(null)) {
      int last = active.size() - 1;
      Continuation moved = active.remove(last);
      if (moved != null) {
        decoder.move(last, gap);
        active.set(gap, moved);
      }
    }
  }
}
