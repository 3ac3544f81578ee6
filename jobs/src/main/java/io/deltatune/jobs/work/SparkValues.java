package io.deltatune.jobs.work;

import java.sql.Date;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/** Spark's values as those that can be printed. */
final class SparkValues {
  private SparkValues() {}

  static List<String> columns(StructType schema) {
    return Arrays.asList(schema.fieldNames());
  }

  static List<Boolean> numeric(StructType schema) {
    return Arrays.stream(schema.fields())
        .map(StructField::dataType)
        .map(NumericType.class::isInstance)
        .toList();
  }

  static List<Object> values(Row row) {
    List<Object> values = new ArrayList<>(row.size());
    for (int column = 0; column < row.size(); column++) {
      values.add(value(row.get(column)));
    }
    return values;
  }

  private static Object value(Object value) {
    if (value instanceof Row row) {
      return struct(row);
    }
    if (value instanceof scala.collection.Map<?, ?> map) {
      Map<String, Object> values = new LinkedHashMap<>();
      JavaConverters.mapAsJavaMap(map)
          .forEach((key, entry) -> values.put(String.valueOf(value(key)), value(entry)));
      return values;
    }
    if (value instanceof scala.collection.Seq<?> sequence) {
      List<Object> values = new ArrayList<>();
      JavaConverters.seqAsJavaList(sequence).forEach(element -> values.add(value(element)));
      return values;
    }
    if (value instanceof byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }
    if (value instanceof Timestamp time) {
      return time.toInstant().toString();
    }
    return value instanceof Date date ? date.toString() : value;
  }

  private static Map<String, Object> struct(Row row) {
    Map<String, Object> values = new LinkedHashMap<>();
    String[] names = row.schema().fieldNames();
    for (int field = 0; field < names.length; field++) {
      values.put(names[field], value(row.get(field)));
    }
    return values;
  }
}
