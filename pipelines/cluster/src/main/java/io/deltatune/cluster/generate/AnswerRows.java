package io.deltatune.cluster.generate;

import io.deltatune.core.chat.GemmaChatTemplate;
import io.deltatune.core.example.Conversation;
import io.deltatune.core.hash.ContentHash;
import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.data.row.ExampleRow;
import io.deltatune.data.row.GenerationRow;
import io.deltatune.data.table.Tables;
import io.deltatune.model.generate.Generation;
import io.deltatune.model.generate.GenerationSettings;
import io.deltatune.model.generate.Generator;
import io.deltatune.model.generate.StopReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
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
  private final int maxNewTokens;
  private final int batchSize;
  private final LongAccumulator rowsDone;
  private final LongAccumulator tokensDone;

  AnswerRows(
      GeneratorSpec spec,
      GenerationKey key,
      int maxNewTokens,
      int batchSize,
      LongAccumulator rowsDone,
      LongAccumulator tokensDone) {
    this.spec = spec;
    this.key = key;
    this.maxNewTokens = maxNewTokens;
    this.batchSize = batchSize;
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
    List<Generation> answers = answers(prompts);
    List<Row> result = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      result.add(row(examples.get(i).id(), prompts.get(i), answers.get(i)));
      tokensDone.add(answers.get(i).tokens().length);
    }
    rowsDone.add(answers.size());
    return result.iterator();
  }

  private List<Generation> answers(List<Conversation> prompts) throws InterruptedException {
    Generator generator = ProcessGenerator.acquire(spec);
    try (Progress silent = ProgressReporter.SILENT.start("", "rows", prompts.size())) {
      return generator.answer(prompts, GenerationSettings.greedy(maxNewTokens, batchSize), silent);
    } finally {
      ProcessGenerator.release();
    }
  }

  private Row row(String exampleId, Conversation prompt, Generation answer) {
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
                answer.stop() == StopReason.LENGTH ? "length" : "stop",
                spec.precision().name().toLowerCase(Locale.ROOT),
                Instant.now()));
  }
}
