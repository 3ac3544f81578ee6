package io.deltatune.data.ingest;

import io.deltatune.core.example.Example;
import io.deltatune.core.normalise.RawRecord;
import io.deltatune.core.normalise.RejectionReason;
import io.deltatune.core.normalise.Result;
import io.deltatune.core.normalise.RowNormalizer;
import io.deltatune.core.normalise.Whole;
import io.deltatune.core.normalise.Whole.Made;
import io.deltatune.data.ingest.Candidate.JoinedRow;
import io.deltatune.data.ingest.CandidateMaker.Origin;
import io.deltatune.data.table.RecordCodec;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/**
 * Joins pending rows into examples on an executor. The rows come sorted by source, normaliser and
 * whole; a whole at a time is in memory.
 */
final class WholeJoining implements FlatMapFunction<Iterator<Row>, Row> {
  /** The most rows of a whole; those beyond are refused. */
  static final int MOST_ROWS = 10_000;

  private static final long serialVersionUID = 1L;

  private final Map<String, RowNormalizer> normalizers;
  private final Examiner examiner;
  private final RecordCodec<Candidate> codec = RecordCodec.of(Candidate.class);

  WholeJoining(Map<String, RowNormalizer> normalizers, Examiner examiner) {
    this.normalizers = normalizers;
    this.examiner = examiner;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    CandidateMaker maker = new CandidateMaker(examiner);
    return new CandidateRows(codec) {
      private Candidate ahead = rows.hasNext() ? codec.decode(rows.next()) : null;

      @Override
      boolean hasMore() {
        return ahead != null;
      }

      @Override
      List<Candidate> make() {
        Candidate first = ahead;
        List<Candidate> whole = new ArrayList<>();
        List<Candidate> beyond = new ArrayList<>();
        while (ahead != null && sameWhole(first, ahead)) {
          if (whole.size() < MOST_ROWS) {
            whole.add(ahead);
          } else {
            beyond.add(
                maker.refused(
                    origin(ahead),
                    RowReading.label(RejectionReason.TOO_MANY_ROWS),
                    "more than %d rows belong together with line %d of %s"
                        .formatted(MOST_ROWS, first.line(), first.file())));
          }
          ahead = rows.hasNext() ? codec.decode(rows.next()) : null;
        }
        List<Candidate> made = join(maker, whole);
        made.addAll(beyond);
        return made;
      }
    };
  }

  private static boolean sameWhole(Candidate one, Candidate other) {
    return one.source().equals(other.source())
        && one.detail().equals(other.detail())
        && one.groupKey().equals(other.groupKey());
  }

  private List<Candidate> join(CandidateMaker maker, List<Candidate> pending) {
    RowNormalizer normalizer = normalizers.get(pending.get(0).source());
    IdentityHashMap<RawRecord, Origin> origins = new IdentityHashMap<>();
    List<RawRecord> rows = new ArrayList<>();
    for (Candidate candidate : pending) {
      Origin origin = origin(candidate);
      Result<RawRecord> parsed = normalizer.parse(origin.file(), origin.line(), origin.raw());
      RawRecord row = ((Result.Accepted<RawRecord>) parsed).value();
      rows.add(row);
      origins.put(row, origin);
    }
    Whole whole = normalizer.join(pending.get(0).detail(), rows);
    List<Candidate> candidates = new ArrayList<>();
    for (Whole.Refused refused : whole.refused()) {
      candidates.add(
          maker.refused(
              origins.get(refused.row()), RowReading.label(refused.reason()), refused.detail()));
    }
    candidates.addAll(made(maker, whole.made(), origins));
    return candidates;
  }

  private static List<Candidate> made(
      CandidateMaker maker, List<Made> made, IdentityHashMap<RawRecord, Origin> origins) {
    Map<Origin, List<Made>> byOwner = new LinkedHashMap<>();
    Set<Origin> parts = new LinkedHashSet<>();
    for (Made one : made) {
      byOwner.computeIfAbsent(origins.get(one.rows().get(0)), owner -> new ArrayList<>()).add(one);
      one.rows().forEach(row -> parts.add(origins.get(row)));
    }
    List<Candidate> candidates = new ArrayList<>();
    IdentityHashMap<RawRecord, JoinedRow> joinedRows = new IdentityHashMap<>();
    byOwner.forEach(
        (owner, examples) -> {
          List<Example> contents = examples.stream().map(Made::example).toList();
          List<List<JoinedRow>> joined =
              examples.stream()
                  .map(
                      one ->
                          one.rows().subList(1, one.rows().size()).stream()
                              .map(
                                  row ->
                                      joinedRows.computeIfAbsent(
                                          row, part -> origins.get(part).joined()))
                              .toList())
                  .toList();
          candidates.addAll(maker.examples(owner, contents, joined));
        });
    parts.removeAll(byOwner.keySet());
    parts.forEach(part -> candidates.add(maker.joined(part)));
    return candidates;
  }

  private Origin origin(Candidate candidate) {
    return new Origin(
        candidate.source(),
        candidate.file(),
        candidate.fileOrder(),
        candidate.line(),
        examiner.seal().open(candidate.raw()),
        candidate.hash());
  }
}
