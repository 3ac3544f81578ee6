package io.deltatune.cluster.generate;

import io.deltatune.core.chat.GemmaChatTemplate;
import io.deltatune.core.example.Conversation;
import io.deltatune.core.hash.ContentHash;
import io.deltatune.core.progress.Progress;
import io.deltatune.data.row.ExampleRow;
import io.deltatune.data.row.GenerationRow;
import io.deltatune.data.table.Tables;
import io.deltatune.model.generate.Generation;
import io.deltatune.model.generate.Generator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/**
 * Turns rows of {@code instruction_examples} into rows of {@code generations}; runs on executors. A
 * partition is answered at once, so partitions are kept small.
 */
final class AnswerRows implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  private final GeneratorSpec spec;
  private final GenerationKey key;
  private final Decoding decoding;
  private final LongAccumulator rowsDone;
  private final LongAccumulator tokensDone;

  AnswerRows(
      GeneratorSpec spec,
      GenerationKey key,
      Decoding decoding,
      LongAccumulator rowsDone,
      LongAccumulator tokensDone) {
    this.spec = spec;
    this.key = key;
    this.decoding = decoding;
    this.rowsDone = rowsDone;
    this.tokensDone = tokensDone;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) throws InterruptedException {
    List<ExampleRow> examples = new ArrayList<>();
    rows.forEachRemaining(row -> examples.add(Tables.INSTRUCTION_EXAMPLES.codec().decode(row)));
    if (examples.isEmpty()) {
      return List.<Row>of().iterator();
    }
    List<Conversation> prompts =
        examples.stream().map(example -> example.toExample().conversation().prompt()).toList();
    return answer(examples, prompts).iterator();
  }

  private List<Row> answer(List<ExampleRow> examples, List<Conversation> prompts)
      throws InterruptedException {
    Generator generator = ProcessGenerator.acquire(spec);
    try (Progress counting = new Counting()) {
      List<Generation> answers =
          generator.answer(prompts, decoding.settings(), counting, AnswerRows::goesOn);
      String precision = generator.precision().name().toLowerCase(Locale.ROOT);
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < answers.size(); i++) {
        rows.add(row(examples.get(i).id(), prompts.get(i), answers.get(i), precision));
      }
      return rows;
    } finally {
      ProcessGenerator.release();
    }
  }

  /** Counts rows as they end. */
  private final class Counting implements Progress {
    @Override
    public void advance(long units, long tokens) {
      rowsDone.add(units);
      tokensDone.add(tokens);
    }

    @Override
    public void note(String text) {
      // nobody looks at an executor
    }

    @Override
    public void close() {
      // the counters go on
    }
  }

  /** Ends a task that was cancelled, which would otherwise answer all its rows. */
  private static boolean goesOn(int row, String text, int[] tokens) {
    TaskContext task = TaskContext.get();
    if (task != null && task.isInterrupted()) {
      throw new TaskKilledException("cancelled");
    }
    return true;
  }

  private Row row(String exampleId, Conversation prompt, Generation answer, String precision) {
    String rendered = GemmaChatTemplate.renderPrompt(prompt);
    return Tables.GENERATIONS
        .codec()
        .encode(
            new GenerationRow(
                key.id(prompt),
                key.name(),
                key.model(),
                key.adapter(),
                ContentHash.ofPrompt(rendered),
                GenerationKey.TEMPLATE,
                key.decoding(),
                exampleId,
                rendered,
                answer.text(),
                answer.promptTokens(),
                answer.tokens().length,
                answer.stop().label(),
                precision,
                Instant.now()));
  }
}
