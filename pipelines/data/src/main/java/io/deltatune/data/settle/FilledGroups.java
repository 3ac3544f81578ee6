package io.deltatune.data.settle;

import io.deltatune.core.example.Split;
import io.deltatune.core.example.SplitFiller;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The splits of groups that come in their order, all groups of a scope (all rows, or a source) in
 * one partition: columns {@code group} and {@code sizes} (rows by scope).
 */
final class FilledGroups implements MapPartitionsFunction<Row, Row> {
  static final StructType SCHEMA =
      new StructType()
          .add("group", DataTypes.LongType, false)
          .add("sized", DataTypes.StringType, false);

  private static final long serialVersionUID = 1L;

  private final Map<String, Map<Split, Long>> room;
  private final Set<Split> shares;
  private final Split rest;

  /**
   * @param room how many rows the splits take, by scope
   * @param shares those of them that need not be met exactly
   * @param rest where the others go
   */
  FilledGroups(Map<String, Map<Split, Long>> room, Set<Split> shares, Split rest) {
    this.room = room;
    this.shares = shares;
    this.rest = rest;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> groups) {
    SplitFiller filler = new SplitFiller(room, shares, rest);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return groups.hasNext();
      }

      @Override
      public Row next() {
        Row group = groups.next();
        Split split = filler.next(group.getJavaMap(group.fieldIndex("sizes")));
        return RowFactory.create(group.<Long>getAs("group"), split.label());
      }
    };
  }
}
