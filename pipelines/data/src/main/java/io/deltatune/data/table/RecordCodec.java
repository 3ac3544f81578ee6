package io.deltatune.data.table;

import io.deltatune.data.row.Nullable;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Turns records into rows and back. The columns are the record's components in order, named in
 * snake_case; a component without {@link Nullable} is NOT NULL. Decoding goes by name, so that a
 * row may hold more columns, in any order.
 */
public final class RecordCodec<T extends Record> implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final ConcurrentHashMap<Class<?>, RecordCodec<?>> CODECS =
      new ConcurrentHashMap<>();

  private final Class<T> type;
  private transient Layout<T> layout;

  private RecordCodec(Class<T> type) {
    this.type = type;
  }

  /** The codec of a record class. */
  public static <T extends Record> RecordCodec<T> of(Class<T> type) {
    RecordCodec<?> known = CODECS.get(type);
    if (known == null) {
      // Not computeIfAbsent: the codec of a record may ask for those of its parts.
      known = new RecordCodec<>(type);
      CODECS.put(type, known);
    }
    @SuppressWarnings("unchecked") // the key is the codec's own class
    RecordCodec<T> codec = (RecordCodec<T>) known;
    return codec;
  }

  @SuppressWarnings("unchecked") // a record's class is the class of the record
  static <T extends Record> RecordCodec<T> ofRecord(T record) {
    return of((Class<T>) record.getClass());
  }

  /** The columns that {@link #encode} fills. */
  public StructType schema() {
    return layout().schema;
  }

  /** The same columns, all of them nullable: Delta knows no NOT NULL inside arrays and maps. */
  StructType nestedSchema() {
    StructField[] fields =
        Arrays.stream(schema().fields())
            .map(field -> DataTypes.createStructField(field.name(), field.dataType(), true))
            .toArray(StructField[]::new);
    return DataTypes.createStructType(fields);
  }

  /**
   * @throws IllegalArgumentException if a component that may not be null is null
   */
  public Row encode(T record) {
    Object[] values = values(record);
    StructField[] fields = schema().fields();
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null && !fields[i].nullable()) {
        throw new IllegalArgumentException(
            type.getSimpleName() + " without a value for " + fields[i].name());
      }
    }
    return RowFactory.create(values);
  }

  Row encodeNested(Record record) {
    return RowFactory.create(values(record));
  }

  /**
   * A column that may be null is null in rows of an earlier version that lack it.
   *
   * @throws IllegalArgumentException if another column is missing
   */
  public T decode(Row row) {
    Layout<T> columns = layout();
    Object[] arguments = new Object[columns.components.length];
    for (int i = 0; i < arguments.length; i++) {
      StructField column = columns.schema.fields()[i];
      boolean isLater = column.nullable() && row.schema().getFieldIndex(column.name()).isEmpty();
      Object value = isLater ? null : row.get(row.fieldIndex(column.name()));
      arguments[i] = ColumnTypes.fromSpark(value, columns.components[i].getGenericType());
    }
    try {
      return columns.constructor.newInstance(arguments);
    } catch (ReflectiveOperationException failure) {
      throw new IllegalStateException("cannot make a " + type.getName(), failure);
    }
  }

  private Object[] values(Record record) {
    RecordComponent[] components = layout().components;
    Object[] values = new Object[components.length];
    try {
      for (int i = 0; i < values.length; i++) {
        values[i] = ColumnTypes.toSpark(components[i].getAccessor().invoke(record));
      }
    } catch (IllegalAccessException | InvocationTargetException failure) {
      throw new IllegalStateException("cannot read a " + type.getName(), failure);
    }
    return values;
  }

  private Layout<T> layout() {
    if (layout == null) {
      layout = new Layout<>(type);
    }
    return layout;
  }

  /** {@code quarantinedByReason} as {@code quarantined_by_reason}. */
  static String columnName(String component) {
    return component.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }

  /** What reflection knows of a record class; not shipped, made anew in each process. */
  private static final class Layout<T extends Record> {
    final RecordComponent[] components;
    final Constructor<T> constructor;
    final StructType schema;

    Layout(Class<T> type) {
      components = type.getRecordComponents();
      Class<?>[] parameters =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      try {
        constructor = type.getDeclaredConstructor(parameters);
      } catch (NoSuchMethodException impossible) {
        throw new IllegalStateException(impossible);
      }
      constructor.setAccessible(true);
      Arrays.stream(components).forEach(component -> component.getAccessor().setAccessible(true));
      schema =
          DataTypes.createStructType(
              Arrays.stream(components).map(Layout::field).toArray(StructField[]::new));
    }

    private static StructField field(RecordComponent component) {
      return new StructField(
          columnName(component.getName()),
          ColumnTypes.sparkType(component.getGenericType()),
          component.isAnnotationPresent(Nullable.class),
          Metadata.empty());
    }
  }
}
