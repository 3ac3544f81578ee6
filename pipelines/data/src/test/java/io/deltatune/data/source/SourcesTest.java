package io.deltatune.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.config.InputPath;
import io.deltatune.core.error.Causes;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.core.hash.ContentHash;
import io.deltatune.core.recipe.ingest.Format;
import io.deltatune.core.recipe.ingest.Source;
import io.deltatune.data.Sessions;
import io.deltatune.data.source.hub.LocalHub;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesTest {
  @TempDir Path folder;

  @Test
  void filesOfFoldersAndGlobsAreFoundByNameWhateverTheyAreCalled() throws IOException {
    write("parts/b b.jsonl", "{}");
    write("parts/a%20#\u00fc.jsonl", "{}");
    write("parts/deep/[c].jsonl", "{}");
    write("parts/_SUCCESS", "");
    write("parts/.hidden", "{");
    write("parts/_temporary/x.jsonl", "{");
    Files.createSymbolicLink(folder.resolve("parts/loop"), folder.resolve("parts"));
    Files.createSymbolicLink(folder.resolve("link.jsonl"), folder.resolve("parts/b b.jsonl"));
    assertEquals(
        List.of("a%20#\u00fc.jsonl", "b b.jsonl", "[c].jsonl"),
        names(find("parts", folder.resolve("parts"))));
    assertEquals(2, find("glob", folder.resolve("parts/*.jsonl")).size());
    assertEquals(1, find("odd", folder.resolve("parts/deep/[c].jsonl")).size());
    List<SourceFile> link = find("link", folder.resolve("link.jsonl"));
    assertEquals(List.of("0 1 {}"), read(sources(), link));
    assertEquals(3, read(sources(), find("all", folder.resolve("parts"))).size());
  }

  @Test
  void aFolderGivesTheFilesThatHoldDataByTheirNames() throws IOException {
    for (String name : List.of("README.md", "LICENSE", "dataset_infos.json", "notes.md", "x.py")) {
      write("set/" + name, "{}");
    }
    write("set/rows.jsonl", "{}");
    write("set/part-00000", "{}");
    write("set/deep/table.CSV.gz", "a\n1\n");
    Path set = folder.resolve("set");
    assertEquals(List.of("table.CSV.gz", "part-00000", "rows.jsonl"), names(find("set", set)));
    assertEquals(1, find("one", set.resolve("notes.md")).size());
    Source all = Source.of("texts", InputPath.of(set));
    assertEquals(
        List.of("table.CSV.gz", "notes.md", "part-00000", "rows.jsonl", "x.py"),
        names(find(with(all, Format.TEXT, Optional.empty()))));
    write("about/README.md", "about");
    write("about/script.py", "pass");
    UserError error = assertThrows(UserError.class, () -> find("about", folder.resolve("about")));
    assertEquals(ErrorCode.MISSING_FILE, error.code());
    assertTrue(error.reason().contains("not read: script.py"), error.reason());
  }

  @Test
  void aFileThatIsCalledAsAVersionOfATableIsRefused() throws IOException {
    write("versions/rows@v1", "{}");
    UserError error =
        assertThrows(UserError.class, () -> find("rows", folder.resolve("versions/*")));
    assertTrue(error.problem().contains("rows@v1"), error.problem());
    write("named/rows@v1.jsonl", "{}");
    assertEquals(1, find("rows", folder.resolve("named")).size());
  }

  private static List<String> names(List<SourceFile> files) {
    return files.stream().map(file -> file.name().replaceAll(".*/", "")).toList();
  }

  @Test
  void anEmptyFileGivesNoRowAndAFolderWithoutFilesIsRefused() throws IOException {
    write("empty.jsonl", "");
    List<SourceFile> files = find("empty", folder.resolve("empty.jsonl"));
    Sources sources = sources();
    assertEquals(List.of(), read(sources, files));
    assertEquals(0, sources.describe(files, Map.of()).get(0).bytes());
    Files.createDirectories(folder.resolve("nothing"));
    UserError error =
        assertThrows(UserError.class, () -> find("nothing", folder.resolve("nothing")));
    assertEquals(ErrorCode.MISSING_FILE, error.code());
  }

  @Test
  void aBigFileIsReadInRangesWithTheRightLines() throws IOException {
    Path big = folder.resolve("big.jsonl");
    int lines = 0;
    try (BufferedWriter out = Files.newBufferedWriter(big)) {
      String padding = "x".repeat(3000);
      while (Files.size(big) < 3 * Pieces.RANGE + 12_345) {
        for (int i = 0; i < 100; i++) {
          lines++;
          out.write(lines % 97 == 0 ? "\n" : lines + " " + padding.substring(lines % 2999) + "\n");
        }
        out.flush();
      }
    }
    List<SourceFile> files = find("big", big);
    Sources sources = sources();
    var rows = sources.rows(files);
    assertTrue(rows.getNumPartitions() >= 3, "tasks: " + rows.getNumPartitions());
    List<Long> numbers =
        rows
            .map(row -> row.text().startsWith(row.line() + " ") ? row.line() : -row.line())
            .collect()
            .stream()
            .sorted()
            .toList();
    assertEquals(
        IntStream.rangeClosed(1, lines).filter(i -> i % 97 != 0).mapToObj(i -> (long) i).toList(),
        numbers);
    sources.requireUnchanged(files);
    assertEquals(ContentHash.ofFile(big), sources.describe(files, Map.of()).get(0).sha256());
    overwrite(big, 2 * Pieces.RANGE + 7, "y");
    assertChanged(sources, files, "its content is not the one that was read");
  }

  @Test
  void aFileThatChangesWhileItIsReadIsTold() throws IOException {
    Path file = write("rows.jsonl", "{\"a\": 1}\n{\"a\": 2}\n");
    Sources sources = sources();
    List<SourceFile> files = find("rows", file);
    assertEquals(2, read(sources, files).size());
    sources.requireUnchanged(files);
    FileTime time = Files.getLastModifiedTime(file);
    Files.writeString(file, "{\"a\": 1}\n{\"a\": 3}\n");
    Files.setLastModifiedTime(file, time);
    assertChanged(sources, files, "its content is not the one that was read");
    Files.writeString(file, "{\"a\": 1}\n{\"a\": 2}\n{\"a\": 3}\n");
    assertChanged(sources, files, "it had 18 bytes and has 27 now");
    Files.writeString(file, "{\"a\": 1}\n{\"a\": 2}\n");
    Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 5000));
    assertChanged(sources, files, "it was written anew");
    Files.delete(file);
    assertEquals(
        ErrorCode.NOT_ACCESSIBLE,
        assertThrows(UserError.class, () -> sources.requireUnchanged(files)).code());
  }

  private static void assertChanged(Sources sources, List<SourceFile> files, String cause) {
    UserError error = assertThrows(UserError.class, () -> sources.requireUnchanged(files));
    assertEquals(ErrorCode.DATA, error.code());
    assertTrue(error.reason().contains(cause), error.reason());
    assertTrue(error.remedy().contains("nothing was written"), error.remedy());
  }

  private static void overwrite(Path file, long at, String text) throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
      channel.position(at);
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
    Files.setLastModifiedTime(file, time);
  }

  @Test
  void hundredsOfSmallFilesShareTasks() throws IOException {
    Files.createDirectories(folder.resolve("many"));
    for (int i = 0; i < 600; i++) {
      write("many/" + i + ".jsonl", "{\"a\": " + i + "}\n");
    }
    List<SourceFile> files = find("many", folder.resolve("many"));
    Sources sources = sources();
    var rows = sources.rows(files);
    assertTrue(rows.getNumPartitions() < 60, "tasks: " + rows.getNumPartitions());
    assertEquals(600, rows.count());
    sources.requireUnchanged(files);
  }

  @Test
  void aLimitTakesTheFirstRowsOfASource() throws IOException {
    Path one = write("limit/1.jsonl", "{\"a\": 1}\n\n{\"a\": 2}\n");
    write("limit/2.jsonl", "{\"a\": 3}\n{\"a\": 4}\n");
    List<SourceFile> files = find(limited(one.getParent(), 3));
    assertEquals(
        List.of("0 1 {\"a\": 1}", "0 3 {\"a\": 2}", "1 1 {\"a\": 3}"), read(sources(), files));
  }

  @Test
  void aVersionOfWhatIsNoTableIsRefused() throws IOException {
    Path file = write("rows.jsonl", "{}");
    Source source = DeltaSourcesTest.version(InputPath.of(file), "3", null);
    UserError error = assertThrows(UserError.class, () -> find(source));
    assertEquals(ErrorCode.CONFIG, error.code());
    assertTrue(error.problem().contains("is no Delta table"), error.problem());
  }

  @Test
  void aMistakeIsFoundBehindTheExceptionsOfAJob() throws IOException {
    Path file = write("broken.parquet", "PAR1 and nothing more PAR1");
    List<SourceFile> files = find("broken", file);
    Exception failure = assertThrows(Exception.class, () -> sources().rows(files).count());
    UserError error = Causes.first(failure, UserError.class).orElseThrow();
    assertTrue(error.problem().contains("broken.parquet"), error.problem());
  }

  @Test
  void aDataSetOfTheHubIsReadUnderItsCommit() throws IOException {
    try (LocalHub hub = new LocalHub()) {
      hub.with("rows.jsonl", "{\"a\": 1}\n".getBytes(StandardCharsets.UTF_8));
      Sources sources =
          new Sources(
              Sessions.shared(), folder.resolve("w").toString(), () -> hub.hub(null), note -> {});
      String path = "hf://datasets/someone/some-data";
      List<SourceFile> files =
          sources.find(List.of(Source.of("fetched", new InputPath(path, path))));
      assertEquals(List.of("0 1 {\"a\": 1}"), read(sources, files));
      sources.requireUnchanged(files);
      assertEquals(
          path + "@" + LocalHub.COMMIT + "/rows.jsonl",
          sources.describe(files, Map.of(0, 1L)).get(0).path());
    }
  }

  private static Source limited(Path path, long limit) {
    return with(Source.of("limited", InputPath.of(path)), Format.AUTO, Optional.of(limit));
  }

  private static Source with(Source all, Format format, Optional<Long> limit) {
    return new Source(
        all.name(),
        all.path(),
        format,
        all.shape(),
        all.columns(),
        all.roles(),
        all.version(),
        all.changesSince(),
        limit);
  }

  private Path write(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private static List<SourceFile> find(String name, Path path) {
    return find(Source.of(name, InputPath.of(path)));
  }

  static List<SourceFile> find(Source source) {
    return sources().find(List.of(source));
  }

  static Sources sources() {
    return new Sources(Sessions.shared(), "target/warehouse", note -> {});
  }

  static List<String> read(Sources sources, List<SourceFile> files) {
    return sources.rows(files).collect().stream()
        .sorted(Comparator.comparing(SourceRow::fileOrder).thenComparing(SourceRow::line))
        .map(SourcesTest::brief)
        .toList();
  }

  private static String brief(SourceRow row) {
    return row.fileOrder() + " " + Reading.brief(row);
  }
}
