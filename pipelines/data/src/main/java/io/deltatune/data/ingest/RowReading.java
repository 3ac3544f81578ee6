package io.deltatune.data.ingest;

import io.deltatune.core.normalise.RowNormalizer;
import io.deltatune.core.normalise.RowResult;
import io.deltatune.data.ingest.CandidateMaker.Origin;
import io.deltatune.data.source.SourceRow;
import io.deltatune.data.table.RecordCodec;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/** Turns source rows into candidates on an executor; they are streamed. */
final class RowReading implements FlatMapFunction<Iterator<SourceRow>, Row> {
  private static final long serialVersionUID = 1L;

  private final List<FileName> files;
  private final Map<String, RowNormalizer> normalizers;
  private final Examiner examiner;
  private final LongAccumulator read;
  private final RecordCodec<Candidate> codec = RecordCodec.of(Candidate.class);

  /**
   * @param files by their order in the recipe
   * @param normalizers by the source's name
   * @param read shows how many rows are read
   */
  RowReading(
      List<FileName> files,
      Map<String, RowNormalizer> normalizers,
      Examiner examiner,
      LongAccumulator read) {
    this.files = files;
    this.normalizers = normalizers;
    this.examiner = examiner;
    this.read = read;
  }

  /** A file of a source, as tables call it. */
  record FileName(String source, String name) implements Serializable {}

  @Override
  public Iterator<Row> call(Iterator<SourceRow> rows) {
    CandidateMaker maker = new CandidateMaker(examiner);
    return new CandidateRows(codec) {
      private final Map<Integer, Long> counts = new TreeMap<>();

      @Override
      boolean hasMore() {
        return rows.hasNext() || !counts.isEmpty();
      }

      @Override
      List<Candidate> make() {
        if (!rows.hasNext()) {
          List<Candidate> counted = counted(counts);
          counts.clear();
          return counted;
        }
        SourceRow row = rows.next();
        counts.merge(row.fileOrder(), 1L, Long::sum);
        read.add(1);
        return candidates(maker, row);
      }
    };
  }

  /**
   * Written with the rows, these counts hold for what the task that was successful wrote: rows that
   * are lost behind here are missed by the accounts.
   */
  private List<Candidate> counted(Map<Integer, Long> counts) {
    List<Candidate> counted = new ArrayList<>();
    counts.forEach(
        (order, rows) -> {
          FileName file = files.get(order);
          counted.add(CandidateMaker.read(file.source(), file.name(), order, rows));
        });
    return counted;
  }

  private List<Candidate> candidates(CandidateMaker maker, SourceRow row) {
    FileName file = files.get(row.fileOrder());
    Origin origin = Origin.of(file.source(), file.name(), row.fileOrder(), row.line(), row.text());
    if (row.fault() != null) {
      return List.of(maker.refused(origin, label(row.fault().reason()), row.problem()));
    }
    RowNormalizer normalizer = normalizers.get(file.source());
    RowResult result = normalizer.normalise(file.name(), row.line(), row.text());
    if (result instanceof RowResult.Examples made) {
      return maker.examples(origin, made.examples());
    }
    if (result instanceof RowResult.Pending pending) {
      return List.of(maker.pending(origin, pending.normalizer(), pending.key()));
    }
    RowResult.Refused refused = (RowResult.Refused) result;
    return List.of(maker.refused(origin, label(refused.reason()), refused.detail()));
  }

  static String label(Enum<?> reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }
}
