package io.deltatune.data.ingest;

import io.deltatune.data.table.RecordCodec;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;

/**
 * Candidates as rows, made when they are asked for: no more are in memory than were made at once.
 */
abstract class CandidateRows implements Iterator<Row> {
  private final RecordCodec<Candidate> codec;
  private Iterator<Candidate> made = Collections.emptyIterator();

  CandidateRows(RecordCodec<Candidate> codec) {
    this.codec = codec;
  }

  /** Whether there is more to make candidates of. */
  abstract boolean hasMore();

  /** The next candidates, if any. */
  abstract List<Candidate> make();

  @Override
  public boolean hasNext() {
    while (!made.hasNext() && hasMore()) {
      made = make().iterator();
    }
    return made.hasNext();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return codec.encode(made.next());
  }
}
