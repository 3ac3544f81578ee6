package io.deltatune.data.ingest;

import io.deltatune.core.contamination.Overlap;
import io.deltatune.core.example.Example;
import io.deltatune.core.example.InstructionExample;
import io.deltatune.core.example.LabelledAnswer;
import io.deltatune.core.example.PlainText;
import io.deltatune.core.example.PreferencePair;
import io.deltatune.core.hash.ContentHash;
import io.deltatune.core.quality.Verdict;
import io.deltatune.core.quality.Verdict.Finding;
import io.deltatune.core.recipe.ingest.QualityRules.Action;
import io.deltatune.data.ingest.Candidate.JoinedRow;
import io.deltatune.data.ingest.Candidate.OverlapColumns;
import io.deltatune.data.ingest.Examiner.Findings;
import io.deltatune.data.row.MessageColumns;
import io.deltatune.data.source.FilePlace;
import io.deltatune.data.table.ExampleKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Makes the candidates of rows. */
final class CandidateMaker {
  private final Examiner examiner;

  CandidateMaker(Examiner examiner) {
    this.examiner = examiner;
  }

  /**
   * A row by its place.
   *
   * @param raw the row's text as read
   */
  record Origin(String source, String file, int fileOrder, long line, String raw, String hash) {
    static Origin of(String source, String file, int fileOrder, long line, String raw) {
      return new Origin(source, file, fileOrder, line, raw, ContentHash.ofText(raw));
    }

    /** {@code raw_records.id}. */
    String id() {
      return ContentHash.of("raw_record")
          .field(source)
          .field(FilePlace.of(file))
          .field(line)
          .field(hash)
          .hex();
    }

    JoinedRow joined() {
      return new JoinedRow(id(), file, line);
    }
  }

  /** The candidates of a row's examples. */
  List<Candidate> examples(Origin row, List<Example> examples) {
    List<List<JoinedRow>> joined = new ArrayList<>();
    examples.forEach(example -> joined.add(List.of()));
    return examples(row, examples, joined);
  }

  /** The candidates of a row's examples, each with the other rows that it was made of. */
  List<Candidate> examples(Origin row, List<Example> examples, List<List<JoinedRow>> joined) {
    List<Candidate> candidates = new ArrayList<>();
    for (Example example : examples) {
      int part = candidates.size() + 1;
      candidates.add(example(row, part, examples.size(), example, joined.get(part - 1)));
    }
    return candidates;
  }

  /** A row without an example. */
  Candidate refused(Origin row, String reason, String detail) {
    return bare(row, Candidate.REJECTED, null, reason, detail);
  }

  /** A row that other rows have to be joined with. */
  Candidate pending(Origin row, String normalizer, String key) {
    String whole = ContentHash.of("whole").field(key).hex();
    return bare(row, Candidate.PENDING, whole, null, normalizer);
  }

  /** A row that became part of examples of other rows. */
  Candidate joined(Origin row) {
    return bare(row, Candidate.JOINED, null, null, null);
  }

  /** How many rows of a file a task read. */
  static Candidate read(String source, String file, int fileOrder, long rows) {
    Origin none = new Origin(source, file, fileOrder, rows, "", "");
    return bare("", none, 0, Candidate.READ, "", null, null, null);
  }

  private Candidate bare(Origin row, String kind, String group, String reason, String detail) {
    String raw =
        kind.equals(Candidate.PENDING)
            ? examiner.seal().seal(row.raw())
            : examiner.judge().mask(row.raw());
    String told = kind.equals(Candidate.REJECTED) ? examiner.judge().mask(detail) : detail;
    return bare(row.id(), row, 1, kind, raw, group, reason, told);
  }

  private static Candidate bare(
      String id,
      Origin row,
      int part,
      String kind,
      String raw,
      String group,
      String reason,
      String detail) {
    return new Candidate(
        id,
        row.source(),
        row.file(),
        row.fileOrder(),
        row.line(),
        part,
        part,
        kind,
        row.hash(),
        raw,
        null,
        group,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        List.of(),
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        reason,
        detail);
  }

  private Candidate example(
      Origin row, int part, int parts, Example given, List<JoinedRow> joined) {
    Findings findings = examiner.examine(given);
    Verdict verdict = findings.verdict();
    Example example = verdict.example();
    boolean contaminated = examiner.refuses(findings.overlaps());
    boolean refused = verdict.refusal().isPresent() || contaminated;
    return new Candidate(
        row.id(),
        row.source(),
        row.file(),
        row.fileOrder(),
        row.line(),
        part,
        parts,
        refused ? Candidate.REJECTED : kind(example).label(),
        row.hash(),
        part == 1 ? examiner.judge().mask(row.raw()) : null,
        example.id(),
        refused ? null : example.group(),
        refused ? null : MessageColumns.of(example.promptTurns()),
        refused ? null : answer(example),
        !refused && example instanceof PreferencePair pair ? pair.chosen() : null,
        !refused && example instanceof PreferencePair pair ? pair.rejected() : null,
        example instanceof PreferencePair pair ? boxed(pair.chosenScore()) : null,
        example instanceof PreferencePair pair ? boxed(pair.rejectedScore()) : null,
        example instanceof LabelledAnswer labelled ? labelled.desirable() : null,
        !refused && example instanceof PlainText plain ? plain.text() : null,
        verdict.language().orElse(null),
        verdict.flags(),
        boxed(verdict.promptTokens()),
        boxed(verdict.answerTokens()),
        joined,
        findings.bands(),
        findings.overlaps().stream().map(CandidateMaker::columns).toList(),
        rules(findings, contaminated),
        contaminated
            ? Examiner.CONTAMINATED
            : verdict.refusal().map(Verdict.Refusal::rule).orElse(null),
        contaminated
            ? words(findings.overlaps())
            : verdict.refusal().map(Verdict.Refusal::detail).orElse(null));
  }

  /** What found something, {@code rule:action}. */
  private static List<String> rules(Findings findings, boolean contaminated) {
    List<String> rules = new ArrayList<>();
    for (Finding finding : findings.verdict().findings()) {
      rules.add(finding.rule() + ":" + finding.action().label());
    }
    if (!findings.overlaps().isEmpty()) {
      Action action = contaminated ? Action.REFUSE : Action.FLAG;
      rules.add(Examiner.CONTAMINATED + ":" + action.label());
    }
    return rules;
  }

  private static ExampleKind kind(Example example) {
    if (example instanceof InstructionExample) {
      return ExampleKind.INSTRUCTION;
    }
    if (example instanceof PreferencePair) {
      return ExampleKind.PREFERENCE;
    }
    return example instanceof LabelledAnswer ? ExampleKind.LABELLED : ExampleKind.PLAIN;
  }

  private static String answer(Example example) {
    return example instanceof InstructionExample || example instanceof LabelledAnswer
        ? example.answers().get(0)
        : null;
  }

  private static OverlapColumns columns(Overlap overlap) {
    return new OverlapColumns(
        overlap.document().benchmark(),
        overlap.document().file(),
        overlap.document().line(),
        overlap.document().field(),
        overlap.kind().name().toLowerCase(Locale.ROOT),
        overlap.ngrams(),
        overlap.share(),
        overlap.sample());
  }

  private static String words(List<Overlap> overlaps) {
    Overlap most = overlaps.get(0);
    return "shares '%s' with %s, %s line %d, field '%s'"
        .formatted(
            most.sample(),
            most.document().benchmark(),
            most.document().file(),
            most.document().line(),
            most.document().field());
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  private static Integer boxed(OptionalInt value) {
    return value.isPresent() ? value.getAsInt() : null;
  }
}
