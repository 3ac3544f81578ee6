package io.deltatune.data.settle;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Pairs of rows that share a band, from entries ({@code band}, {@code next}, {@code node}, {@code
 * old}, {@code same}) sorted by the first three. Rows of a band lie in the order of another band's
 * hash, so that those most alike are neighbours. Each row makes a pair with the first row of its
 * band and with the {@value #NEIGHBOURS} before it; from the {@value #CROWD}th row on with the one
 * before it only. So the work in a band grows with its rows and not with their square, memory does
 * not grow at all, and all pairs of bands of few rows are made. Two old rows make none.
 */
final class BucketPairs implements MapPartitionsFunction<Row, Row> {
  static final StructType SCHEMA =
      new StructType()
          .add("u", DataTypes.LongType, false)
          .add("v", DataTypes.LongType, false)
          .add("same", DataTypes.BooleanType, false);

  private static final long serialVersionUID = 1L;
  private static final int NEIGHBOURS = 4;
  private static final int CROWD = 32;

  /** A row in a band. */
  private record Entry(long node, boolean old) {}

  @Override
  public Iterator<Row> call(Iterator<Row> entries) {
    return new Pairs(entries);
  }

  private static final class Pairs implements Iterator<Row> {
    private final Iterator<Row> entries;
    private final ArrayDeque<Row> made = new ArrayDeque<>();
    private final ArrayDeque<Entry> latest = new ArrayDeque<>();
    private long band;
    private Entry first;
    private int count;

    Pairs(Iterator<Row> entries) {
      this.entries = entries;
    }

    @Override
    public boolean hasNext() {
      while (made.isEmpty() && entries.hasNext()) {
        read(entries.next());
      }
      return !made.isEmpty();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return made.remove();
    }

    private void read(Row row) {
      Entry entry = new Entry(row.getLong(2), row.getBoolean(3));
      if (first == null || row.getLong(0) != band) {
        band = row.getLong(0);
        first = entry;
        count = 1;
        latest.clear();
        latest.addFirst(entry);
        return;
      }
      if (entry.node() == latest.getFirst().node()) {
        return;
      }
      boolean same = row.getBoolean(4);
      boolean meetsFirst = false;
      int neighbours = count < CROWD ? NEIGHBOURS : 1;
      for (Entry neighbour : latest) {
        if (neighbours-- == 0) {
          break;
        }
        meetsFirst |= neighbour.node() == first.node();
        add(neighbour, entry, same);
      }
      if (!meetsFirst) {
        add(first, entry, same);
      }
      latest.addFirst(entry);
      if (latest.size() > NEIGHBOURS) {
        latest.removeLast();
      }
      count++;
    }

    private void add(Entry one, Entry other, boolean same) {
      if (one.node() != other.node() && !(one.old() && other.old())) {
        made.add(
            RowFactory.create(
                Math.min(one.node(), other.node()), Math.max(one.node(), other.node()), same));
      }
    }
  }
}
