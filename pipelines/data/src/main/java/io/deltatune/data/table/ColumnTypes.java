package io.deltatune.data.table;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import scala.Tuple2;
import scala.collection.JavaConverters;

/** The Spark type of a Java type, and values between the two. */
final class ColumnTypes {
  private static final Map<Class<?>, DataType> PLAIN =
      Map.ofEntries(
          Map.entry(String.class, DataTypes.StringType),
          Map.entry(long.class, DataTypes.LongType),
          Map.entry(Long.class, DataTypes.LongType),
          Map.entry(int.class, DataTypes.IntegerType),
          Map.entry(Integer.class, DataTypes.IntegerType),
          Map.entry(double.class, DataTypes.DoubleType),
          Map.entry(Double.class, DataTypes.DoubleType),
          Map.entry(boolean.class, DataTypes.BooleanType),
          Map.entry(Boolean.class, DataTypes.BooleanType),
          Map.entry(Instant.class, DataTypes.TimestampType));

  private ColumnTypes() {}

  /**
   * The Spark type of a string, number, boolean, instant, list, map or record. What is nested in a
   * list, map or record may be null, as far as Spark is concerned.
   *
   * @throws IllegalArgumentException if there is none
   */
  static DataType sparkType(Type type) {
    DataType plain = type instanceof Class<?> plainClass ? PLAIN.get(plainClass) : null;
    if (plain != null) {
      return plain;
    }
    if (type instanceof Class<?> record && record.isRecord()) {
      return RecordCodec.of(record.asSubclass(Record.class)).nestedSchema();
    }
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class) {
        return DataTypes.createArrayType(sparkType(arguments[0]), true);
      }
      if (generic.getRawType() == Map.class) {
        return DataTypes.createMapType(sparkType(arguments[0]), sparkType(arguments[1]), true);
      }
    }
    throw new IllegalArgumentException("no column type for " + type.getTypeName());
  }

  /** A value as Spark takes it: arrays for lists, Scala maps, rows for records. */
  static Object toSpark(Object value) {
    if (value instanceof Instant instant) {
      return Timestamp.from(instant);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(ColumnTypes::toSpark).toArray();
    }
    if (value instanceof Map<?, ?> map) {
      return toScalaMap(map);
    }
    if (value instanceof Record record) {
      return RecordCodec.ofRecord(record).encodeNested(record);
    }
    return value;
  }

  /** A value that Spark handed out, as the Java type has it. */
  static Object fromSpark(Object value, Type type) {
    if (value == null) {
      return null;
    }
    if (value instanceof Timestamp timestamp) {
      return timestamp.toInstant();
    }
    if (value instanceof scala.collection.Seq<?> sequence) {
      Type element = ((ParameterizedType) type).getActualTypeArguments()[0];
      return JavaConverters.seqAsJavaList(sequence).stream()
          .map(item -> fromSpark(item, element))
          .toList();
    }
    if (value instanceof scala.collection.Map<?, ?> map) {
      Type[] arguments = ((ParameterizedType) type).getActualTypeArguments();
      Map<Object, Object> result = new LinkedHashMap<>();
      JavaConverters.mapAsJavaMap(map)
          .forEach(
              (key, item) ->
                  result.put(fromSpark(key, arguments[0]), fromSpark(item, arguments[1])));
      return result;
    }
    if (value instanceof Row row) {
      return RecordCodec.of(((Class<?>) type).asSubclass(Record.class)).decode(row);
    }
    return value;
  }

  private static scala.collection.immutable.Map<Object, Object> toScalaMap(Map<?, ?> map) {
    scala.collection.immutable.Map<Object, Object> result =
        scala.collection.immutable.Map$.MODULE$.empty();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      result = result.$plus(new Tuple2<>(toSpark(entry.getKey()), toSpark(entry.getValue())));
    }
    return result;
  }
}
