package io.deltatune.model.safetensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostileSafetensorsTest {
  @TempDir Path folder;

  @Test
  void aMissingFileIsNamed() {
    Path missing = folder.resolve("model.safetensors");
    UserError error = assertThrows(UserError.class, () -> SafetensorsFile.open(missing));
    assertEquals(ErrorCode.MISSING_FILE, error.code());
    assertEquals(missing + " is not there", error.problem());
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 18446744073709551615",
    "9223372036854775807, 9223372036854775807",
    "100000001, 100000001",
    "4294967296, 4294967296"
  })
  void anOversizedHeaderIsRefusedBeforeMemoryIsTaken(long length, String shown) throws IOException {
    refused(
        file(length, "{}", 0),
        "the header claims " + shown + " bytes, more than the 100000000 that are allowed");
  }

  @Test
  void aHeaderLongerThanTheFileIsRefused() throws IOException {
    refused(
        file(99_999_999, "{}", 0), "the header claims 99999999 bytes, but the file has only 10");
  }

  @Test
  void aTruncatedLengthIsRefused() throws IOException {
    Path path = Files.write(folder.resolve("x.safetensors"), new byte[] {1, 2, 3});
    refused(path, "the file has 3 bytes, too few for a header's length");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}"
            + " | the header is not valid JSON",
        "[] | the header is not what the format demands",
        "{} x | the header is not valid JSON",
        "{}{} | the header goes on after its closing brace",
        "{\"a\":7} | the entry of a is not what the format demands",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}} | the tensor a lacks its dtype",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}}"
            + " | a.data_offsets holds the negative number -8",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}"
            + " | a.shape holds the negative number -2",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}"
            + " | the tensor a has the impossible data_offsets [8, 0]",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}"
            + " | the tensor a has the impossible data_offsets [0]",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]}}"
            + " | the tensor a ends at byte 12 of the data, but the file holds only 8",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}"
            + " | the tensor a of shape [3] and type F32 has 8 bytes",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,8]}}"
            + " | the tensor a of shape [4294967296, 4294967296] and type F32 has 8 bytes",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,8]}}"
            + " | the header is not valid JSON: Numeric value",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}"
            + " | there is a gap before the tensor a",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}"
            + " | 4 bytes at the end belong to no tensor",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}"
            + " | the tensor b overlaps the one before it",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}"
            + " | the header is not valid JSON: Duplicate field 'a'",
        "{\"__metadata__\":{\"format\":1}} | __metadata__.format is not what the format demands"
      })
  void aHeaderThatContradictsItselfOrTheFileIsRefused(String header, String cause)
      throws IOException {
    refused(file(header.length(), header, 8), cause);
  }

  @Test
  void aHeaderThatIsNotUtf8IsRefused() throws IOException {
    byte[] file = Files.readAllBytes(file(6, "{\"?\":7}".substring(0, 6), 0));
    file[10] = (byte) 0xC3;
    refused(
        Files.write(folder.resolve("x.safetensors"), file),
        "the header is not valid JSON: it is not UTF-8");
  }

  @Test
  void deepNestingIsRefused() throws IOException {
    String header = "{\"a\":{\"shape\":" + "[".repeat(50_000);
    refused(file(header.length(), header, 0), "a.shape is not what the format demands");
    String unknown = "{\"a\":" + "{\"dtype\":".repeat(50_000);
    refused(file(unknown.length(), unknown, 0), "a.dtype is not what the format demands");
  }

  @Test
  void moreDimensionsTensorsOrMetadataThanAnyCheckpointHasAreRefused() throws IOException {
    String shape =
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[" + "1,".repeat(100) + "1],\"data_offsets\":[0,1]}}";
    refused(file(shape.length(), shape, 1), "a.shape holds more than 64 numbers");
    StringBuilder metadata = new StringBuilder("{\"__metadata__\":{");
    for (int i = 0; i < 70_000; i++) {
      metadata.append('"').append(i).append("\":\"\",");
    }
    String many = metadata.append("\"x\":\"\"}}").toString();
    refused(file(many.length(), many, 0), "__metadata__ has more than 65536 entries");
  }

  @Test
  void namesThatCollideInHashTablesAreReadAsAnyOthers() throws IOException {
    // "Aa" and "BB" have one hash code, and so have all words made of them.
    StringBuilder header = new StringBuilder("{\"__metadata__\":{");
    for (int word = 0; word < 1 << 14; word++) {
      header.append(word == 0 ? "\"" : ",\"");
      for (int bit = 0; bit < 14; bit++) {
        header.append((word >> bit & 1) == 0 ? "Aa" : "BB");
      }
      header.append("\":\"\"");
    }
    String json = header.append("}}").toString();
    try (SafetensorsFile file = SafetensorsFile.open(file(json.length(), json, 0))) {
      assertEquals(1 << 14, file.metadata().size());
    }
  }

  @Test
  void anUnknownTypeIsRefusedAsUnsupported() throws IOException {
    String header = "{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[8],\"data_offsets\":[0,8]}}";
    Path path = file(header.length(), header, 8);
    UserError error = assertThrows(UserError.class, () -> SafetensorsFile.open(path));
    assertEquals(ErrorCode.UNSUPPORTED_MODEL, error.code());
    assertEquals(path + ": the tensor a is of type F8_E4M3", error.problem());
  }

  private static void refused(Path path, String cause) {
    UserError error = assertThrows(UserError.class, () -> SafetensorsFile.open(path));
    assertEquals(ErrorCode.MALFORMED_FILE, error.code());
    assertEquals(path + " is not a valid safetensors file", error.problem());
    assertTrue(error.reason().startsWith(cause), error.reason());
    assertTrue(error.remedy().contains("fetch or write it again"), error.remedy());
  }

  private Path file(long claimedLength, String header, int dataBytes) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(claimedLength).put(json);
    return Files.write(folder.resolve("hostile.safetensors"), bytes.array());
  }
}
