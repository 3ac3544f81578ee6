package io.deltatune.data.source;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.LargeVarBinaryVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;

/**
 * Rows of Arrow as JSON. Texts, numbers, booleans, lists, structs, maps and dictionaries of them;
 * dates and times as text; binary columns have no place in a row of text and are left out.
 */
final class ArrowJson {
  private ArrowJson() {}

  /** Writes a row's fields into an object that is open. */
  static void fields(
      List<FieldVector> columns, int row, DictionaryProvider dictionaries, JsonGenerator json)
      throws IOException {
    for (FieldVector column : columns) {
      if (!isBinary(column)) {
        json.writeFieldName(column.getName());
        value(column, row, dictionaries, json);
      }
    }
  }

  private static boolean isBinary(ValueVector vector) {
    return vector instanceof VarBinaryVector
        || vector instanceof LargeVarBinaryVector
        || vector instanceof FixedSizeBinaryVector;
  }

  private static void value(
      ValueVector vector, int row, DictionaryProvider dictionaries, JsonGenerator json)
      throws IOException {
    DictionaryEncoding encoding = vector.getField().getDictionary();
    if (vector.isNull(row) || isBinary(vector)) {
      json.writeNull();
    } else if (encoding != null && vector instanceof BaseIntVector indices) {
      Dictionary dictionary = dictionaries.lookup(encoding.getId());
      int index = Math.toIntExact(indices.getValueAsLong(row));
      if (index < 0 || index >= dictionary.getVector().getValueCount()) {
        throw new IllegalArgumentException("a value lies outside of its column's dictionary");
      }
      value(dictionary.getVector(), index, dictionaries, json);
    } else if (vector instanceof VarCharVector texts) {
      json.writeString(Utf8.strict(texts.get(row)));
    } else if (vector instanceof LargeVarCharVector texts) {
      json.writeString(Utf8.strict(texts.get(row)));
    } else if (vector instanceof BaseIntVector numbers) {
      json.writeNumber(numbers.getValueAsLong(row));
    } else {
      nested(vector, row, dictionaries, json);
    }
  }

  private static void nested(
      ValueVector vector, int row, DictionaryProvider dictionaries, JsonGenerator json)
      throws IOException {
    if (vector instanceof MapVector map) {
      map(map, row, dictionaries, json);
    } else if (vector instanceof ListVector list) {
      int from = list.getElementStartIndex(row);
      list(list.getDataVector(), from, list.getElementEndIndex(row), dictionaries, json);
    } else if (vector instanceof LargeListVector list) {
      int from = Math.toIntExact(list.getElementStartIndex(row));
      int to = Math.toIntExact(list.getElementEndIndex(row));
      list(list.getDataVector(), from, to, dictionaries, json);
    } else if (vector instanceof FixedSizeListVector list) {
      int from = list.getElementStartIndex(row);
      list(list.getDataVector(), from, list.getElementEndIndex(row), dictionaries, json);
    } else if (vector instanceof StructVector struct) {
      json.writeStartObject();
      fields(struct.getChildrenFromFields(), row, dictionaries, json);
      json.writeEndObject();
    } else {
      scalar(vector.getObject(row), json);
    }
  }

  private static void list(
      ValueVector elements, int from, int to, DictionaryProvider dictionaries, JsonGenerator json)
      throws IOException {
    json.writeStartArray();
    for (int each = from; each < to; each++) {
      value(elements, each, dictionaries, json);
    }
    json.writeEndArray();
  }

  private static void map(
      MapVector map, int row, DictionaryProvider dictionaries, JsonGenerator json)
      throws IOException {
    StructVector entries = (StructVector) map.getDataVector();
    FieldVector keys = entries.getChildrenFromFields().get(0);
    FieldVector values = entries.getChildrenFromFields().get(1);
    json.writeStartObject();
    for (int each = map.getElementStartIndex(row); each < map.getElementEndIndex(row); each++) {
      json.writeFieldName(String.valueOf(keys.getObject(each)));
      value(values, each, dictionaries, json);
    }
    json.writeEndObject();
  }

  private static void scalar(Object value, JsonGenerator json) throws IOException {
    if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (value instanceof BigDecimal decimal) {
      json.writeNumber(decimal);
    } else if (value instanceof Number number) {
      JsonText.number(json, number.doubleValue());
    } else {
      json.writeString(String.valueOf(value));
    }
  }
}
