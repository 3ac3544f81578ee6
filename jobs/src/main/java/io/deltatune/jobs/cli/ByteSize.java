package io.deltatune.jobs.cli;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Bytes as Hugging Face writes them: {@code 5GB}, {@code 500MB}, {@code 2GiB}. */
final class ByteSize implements ITypeConverter<Long> {
  private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,8})([KMGT]?I?B?)");
  private static final Map<String, Long> UNITS =
      Map.of(
          "",
          1L,
          "B",
          1L,
          "K",
          1000L,
          "M",
          1_000_000L,
          "G",
          1_000_000_000L,
          "T",
          1_000_000_000_000L,
          "KI",
          1L << 10,
          "MI",
          1L << 20,
          "GI",
          1L << 30,
          "TI",
          1L << 40);

  @Override
  public Long convert(String text) {
    Matcher size = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!size.matches()) {
      throw new TypeConversionException("'" + text + "' is no size; 5GB and 500MiB are");
    }
    String unit = size.group(2);
    Long bytes = UNITS.get(unit.length() > 1 ? unit.replaceAll("B$", "") : unit);
    if (bytes == null) {
      throw new TypeConversionException("'" + text + "' is no size; 5GB and 500MiB are");
    }
    return Math.multiplyExact(Long.parseLong(size.group(1)), bytes);
  }
}
