package io.deltatune.data.source;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/**
 * Rows of Parquet as JSON: lists and maps by the rules of the format's LogicalTypes document,
 * decimals as numbers, dates and times as ISO 8601. Binary columns (pictures, sound, the old INT96
 * time) have no place in a row of text and are left out.
 */
final class ParquetJson {
  private ParquetJson() {}

  /** The columns that a row of text can have. */
  static MessageType readable(MessageType schema) {
    return new MessageType(schema.getName(), readable(schema.getFields()));
  }

  private static List<Type> readable(List<Type> fields) {
    List<Type> kept = new ArrayList<>();
    for (Type field : fields) {
      if (field.isPrimitive()) {
        if (isReadable(field.asPrimitiveType())) {
          kept.add(field);
        }
      } else {
        GroupType group = field.asGroupType();
        List<Type> inner = readable(group.getFields());
        boolean whole = inner.size() == group.getFieldCount();
        // A list without its element or a map without its value is nothing.
        boolean mayShrink = !inner.isEmpty() && !isRepeatedPart(group);
        if (whole || mayShrink) {
          kept.add(group.withNewFields(inner));
        }
      }
    }
    return kept;
  }

  private static boolean isRepeatedPart(GroupType group) {
    return (group.isRepetition(Type.Repetition.REPEATED) && group.getFieldCount() == 2)
        || group.getLogicalTypeAnnotation() instanceof MapLogicalTypeAnnotation;
  }

  private static boolean isReadable(PrimitiveType type) {
    PrimitiveTypeName name = type.getPrimitiveTypeName();
    if (name == PrimitiveTypeName.BINARY || name == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY) {
      LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
      return meaning instanceof DecimalLogicalTypeAnnotation || isText(meaning);
    }
    return name != PrimitiveTypeName.INT96;
  }

  private static boolean isText(LogicalTypeAnnotation meaning) {
    return meaning instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation
        || meaning instanceof LogicalTypeAnnotation.EnumLogicalTypeAnnotation
        || meaning instanceof LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
  }

  /** Writes the fields of a group into an object that is open. */
  static void fields(Group group, GroupType type, JsonGenerator json) throws IOException {
    for (int i = 0; i < type.getFieldCount(); i++) {
      Type field = type.getType(i);
      json.writeFieldName(field.getName());
      int count = group.getFieldRepetitionCount(i);
      if (field.isRepetition(Type.Repetition.REPEATED)) {
        json.writeStartArray();
        for (int each = 0; each < count; each++) {
          value(group, i, each, field, json);
        }
        json.writeEndArray();
      } else if (count == 0) {
        json.writeNull();
      } else {
        value(group, i, 0, field, json);
      }
    }
  }

  private static void value(Group group, int field, int index, Type type, JsonGenerator json)
      throws IOException {
    if (type.isPrimitive()) {
      primitive(group, field, index, type.asPrimitiveType(), json);
      return;
    }
    Group inner = group.getGroup(field, index);
    GroupType shape = type.asGroupType();
    LogicalTypeAnnotation meaning = shape.getLogicalTypeAnnotation();
    if (meaning instanceof ListLogicalTypeAnnotation && shape.getFieldCount() == 1) {
      list(inner, shape.getType(0), json);
    } else if (meaning instanceof MapLogicalTypeAnnotation && shape.getFieldCount() == 1) {
      map(inner, shape.getType(0).asGroupType(), json);
    } else {
      json.writeStartObject();
      fields(inner, shape, json);
      json.writeEndObject();
    }
  }

  private static void list(Group list, Type repeated, JsonGenerator json) throws IOException {
    boolean wraps =
        !repeated.isPrimitive()
            && repeated.asGroupType().getFieldCount() == 1
            && !repeated.getName().equals("array")
            && !repeated.getName().endsWith("_tuple");
    json.writeStartArray();
    for (int each = 0; each < list.getFieldRepetitionCount(0); each++) {
      if (!wraps) {
        value(list, 0, each, repeated, json);
        continue;
      }
      Group element = list.getGroup(0, each);
      if (element.getFieldRepetitionCount(0) == 0) {
        json.writeNull();
      } else {
        value(element, 0, 0, repeated.asGroupType().getType(0), json);
      }
    }
    json.writeEndArray();
  }

  private static void map(Group map, GroupType entryType, JsonGenerator json) throws IOException {
    json.writeStartObject();
    for (int each = 0; each < map.getFieldRepetitionCount(0); each++) {
      Group entry = map.getGroup(0, each);
      json.writeFieldName(entry.getValueToString(0, 0));
      if (entryType.getFieldCount() < 2 || entry.getFieldRepetitionCount(1) == 0) {
        json.writeNull();
      } else {
        value(entry, 1, 0, entryType.getType(1), json);
      }
    }
    json.writeEndObject();
  }

  private static void primitive(
      Group group, int field, int index, PrimitiveType type, JsonGenerator json)
      throws IOException {
    LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
    switch (type.getPrimitiveTypeName()) {
      case BOOLEAN -> json.writeBoolean(group.getBoolean(field, index));
      case FLOAT -> JsonText.number(json, group.getFloat(field, index));
      case DOUBLE -> JsonText.number(json, group.getDouble(field, index));
      case INT32 -> whole(group.getInteger(field, index), meaning, json);
      case INT64 -> whole(group.getLong(field, index), meaning, json);
      default -> {
        byte[] bytes = group.getBinary(field, index).getBytes();
        if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
          json.writeNumber(new BigDecimal(new BigInteger(bytes), decimal.getScale()));
        } else {
          json.writeString(Utf8.strict(bytes));
        }
      }
    }
  }

  private static void whole(long value, LogicalTypeAnnotation meaning, JsonGenerator json)
      throws IOException {
    if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
      json.writeNumber(BigDecimal.valueOf(value, decimal.getScale()));
    } else if (meaning instanceof TimestampLogicalTypeAnnotation time) {
      ChronoUnit unit =
          switch (time.getUnit()) {
            case MILLIS -> ChronoUnit.MILLIS;
            case MICROS -> ChronoUnit.MICROS;
            case NANOS -> ChronoUnit.NANOS;
          };
      json.writeString(Instant.EPOCH.plus(value, unit).toString());
    } else if (meaning instanceof LogicalTypeAnnotation.DateLogicalTypeAnnotation) {
      json.writeString(LocalDate.ofEpochDay(value).toString());
    } else {
      json.writeNumber(value);
    }
  }
}
