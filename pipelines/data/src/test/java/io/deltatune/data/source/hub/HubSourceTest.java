package io.deltatune.data.source.hub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubSourceTest {
  private static final String DATA = "hf://datasets/someone/some-data";

  @TempDir Path folder;
  private final List<String> told = new CopyOnWriteArrayList<>();
  private LocalHub server;

  @BeforeEach
  void start() throws IOException {
    server =
        new LocalHub()
            .with("README.md", bytes("about"))
            .with("data/../../outside.jsonl", bytes("{}"))
            .with("dataset_infos.json", bytes("{}"))
            .with("data/train-0 \u00fc+.jsonl", bytes("{\"a\": 1}\n"))
            .with("data/train-1.jsonl", large(200_000))
            .with("data/deep/test.jsonl", bytes("{\"a\": 2}\n"))
            .with("extra.csv", bytes("a\n1\n"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] large(int length) {
    byte[] content = new byte[length];
    new Random(3).nextBytes(content);
    return content;
  }

  private List<HubSource.Fetched> fetch(String path) {
    return fetch(path, null);
  }

  private List<HubSource.Fetched> fetch(String path, String token) {
    org.apache.hadoop.fs.Path downloads =
        new org.apache.hadoop.fs.Path(folder.toUri().toString(), "_downloads");
    return new HubSource(server.hub(token), downloads, new Configuration(false), told::add)
        .fetch(HubPath.parse(path));
  }

  private static List<String> names(List<HubSource.Fetched> files) {
    return files.stream()
        .map(file -> file.name().substring((DATA + "@" + LocalHub.COMMIT).length()))
        .toList();
  }

  private Path local(String path) {
    return folder.resolve("_downloads/datasets/someone/some-data/" + LocalHub.COMMIT).resolve(path);
  }

  @Test
  void allDataOfTheKindThatMostFilesAreOfIsFetchedOnce() throws IOException {
    List<HubSource.Fetched> files = fetch(DATA);
    assertEquals(
        List.of("/data/deep/test.jsonl", "/data/train-0 \u00fc+.jsonl", "/data/train-1.jsonl"),
        names(files));
    assertArrayEquals(large(200_000), Files.readAllBytes(local("data/train-1.jsonl")));
    assertEquals("{\"a\": 1}\n", Files.readString(local("data/train-0 \u00fc+.jsonl")));
    long before = contents();
    fetch(DATA);
    assertEquals(before, contents(), "what is there is not fetched again");
    try (Stream<Path> left = Files.walk(folder)) {
      assertFalse(left.anyMatch(path -> path.getFileName().toString().contains(".part-")));
    }
  }

  private long contents() {
    return server.log.stream().filter(line -> line.contains("/resolve/")).count();
  }

  @Test
  void aRevisionAndAPathChooseFiles() {
    assertEquals(List.of("/data/deep/test.jsonl"), names(fetch(DATA + "@v1.0/data/deep")));
    assertEquals(
        List.of("/data/train-0 \u00fc+.jsonl", "/data/train-1.jsonl"),
        names(fetch(DATA + "/data/train-*.jsonl")));
    assertEquals(List.of("/README.md"), names(fetch(DATA + "/README.md")));
    assertError("/nothing*.csv", ErrorCode.MISSING_FILE, "no file /nothing*.csv".replace("/", ""));
    assertError("@v9/x", ErrorCode.MISSING_FILE, "no revision v9");
    UserError error = assertThrows(UserError.class, () -> fetch("hf://datasets/nobody/nothing"));
    assertTrue(error.problem().contains("nobody/nothing"), error.problem());
    assertThrows(UserError.class, () -> HubPath.parse("hf://datasets/onlyname"));
    assertEquals(
        new HubPath("a/b", "refs/convert/parquet", "c/d"),
        HubPath.parse("hf://datasets/a/b@refs/convert/parquet/c/d"));
  }

  private UserError assertError(String rest, ErrorCode code, String problem) {
    UserError error = assertThrows(UserError.class, () -> fetch(DATA + rest));
    assertEquals(code, error.code());
    assertTrue(error.problem().contains(problem), error.problem());
    return error;
  }

  @Test
  void theTokenIsSentToTheHubAndNotToWhereItRedirects() {
    server.gated = true;
    fetch(DATA + "/data/train-1.jsonl", LocalHub.TOKEN);
    assertTrue(
        server.log.stream()
            .filter(line -> line.startsWith("hub "))
            .allMatch(line -> line.endsWith("Bearer " + LocalHub.TOKEN)));
    List<String> store = server.log.stream().filter(line -> line.startsWith("store ")).toList();
    assertEquals(1, store.size());
    assertTrue(store.get(0).endsWith(" null"), store.get(0));
    assertFalse(server.hub(LocalHub.TOKEN).toString().contains(LocalHub.TOKEN));
  }

  @Test
  void aGatedDataSetTellsHowToGetAccess() {
    server.gated = true;
    UserError error = assertError("", ErrorCode.NOT_ACCESSIBLE, "may not be read");
    assertTrue(error.reason().contains("HF_TOKEN is not set"), error.reason());
    assertTrue(error.remedy().contains("/datasets/someone/some-data"), error.remedy());
    error = assertThrows(UserError.class, () -> fetch(DATA, "hf_wrong"));
    assertTrue(error.reason().contains("does not accept the token"), error.reason());
    assertFalse(error.getMessage().contains("hf_wrong"), error.getMessage());
  }

  @Test
  void aBrokenConnectionIsTakenUpWhereItBroke() throws IOException {
    server.breaks.set(2);
    fetch(DATA + "/data/train-1.jsonl");
    assertArrayEquals(large(200_000), Files.readAllBytes(local("data/train-1.jsonl")));
    List<String> ranges =
        server.log.stream()
            .filter(line -> line.startsWith("store "))
            .map(line -> line.split(" ", -1)[2])
            .toList();
    assertEquals(3, ranges.size());
    assertEquals("null", ranges.get(0));
    assertTrue(ranges.get(1).startsWith("bytes="), ranges.get(1));
    assertFalse(ranges.get(1).equals(ranges.get(2)), "each goes on from another place");
  }

  @Test
  void whatArrivedBeforeAnEndIsUsedByTheNextRun() throws IOException {
    server.breaks.set(4);
    UserError error =
        assertError("/data/train-1.jsonl", ErrorCode.NOT_ACCESSIBLE, "cannot be reached");
    assertFalse(error.getMessage().contains("Signature"), error.getMessage());
    server.log.clear();
    fetch(DATA + "/data/train-1.jsonl");
    assertArrayEquals(large(200_000), Files.readAllBytes(local("data/train-1.jsonl")));
    assertTrue(
        server.log.stream().anyMatch(line -> line.startsWith("store ") && line.contains("bytes=")));
  }

  @Test
  void aConnectionThatGivesNothingIsGivenUpAndTakenUpAgain() throws IOException {
    server.stalls.set(1);
    fetch(DATA + "/data/train-1.jsonl");
    assertArrayEquals(large(200_000), Files.readAllBytes(local("data/train-1.jsonl")));
  }

  @Test
  void aBusyHubIsAskedAgain() {
    server.busy.set(3);
    assertEquals(1, fetch(DATA + "/extra.csv").size());
    server.busy.set(20);
    UserError error = assertError("", ErrorCode.NOT_ACCESSIBLE, "cannot be reached");
    assertTrue(error.reason().contains("tried 4 times"), error.reason());
  }

  @Test
  void fourFilesAreFetchedAtOnceAndProgressIsTold() {
    for (int i = 0; i < 9; i++) {
      server.with("many/" + i + ".jsonl", large(300_000));
    }
    server.slow = true;
    List<HubSource.Fetched> files = fetch(DATA + "/many");
    assertEquals(9, files.size());
    assertEquals("/many/8.jsonl", names(files).get(8));
    assertEquals(4, server.mostAtOnce.get());
    assertEquals("download someone/some-data: 9 of 9 files, 2 of 2 MB", told.get(told.size() - 1));
  }

  @Test
  void whatFailsEndsTheOthersAndWhatTheyHadIsKept() {
    for (int i = 0; i < 9; i++) {
      server.with("many/" + i + ".jsonl", large(300_000));
    }
    server.lies = true;
    server.slow = true;
    assertError("/many", ErrorCode.MALFORMED_FILE, "did not arrive");
    long asked = contents();
    assertTrue(asked < 30, "36 requests if all had gone on: " + asked);
    server.lies = false;
    server.slow = false;
    assertEquals(9, fetch(DATA + "/many").size());
  }

  @Test
  void whatAnAnswerHoldsIsInNoMessageNorStackTrace() {
    server.page = "<html><input name=csrf value=secret></html>";
    assertSilent(assertError("", ErrorCode.NOT_ACCESSIBLE, "cannot be reached"));
    server.page = null;
    server.leadsTo = "https://store.example/a|b?Signature=secret";
    assertSilent(assertError("/data/train-1.jsonl", ErrorCode.MALFORMED_FILE, "did not arrive"));
    server.leadsTo = "ftp://me:secret@store.example/a?Signature=secret";
    assertSilent(assertError("/data/train-1.jsonl", ErrorCode.MALFORMED_FILE, "did not arrive"));
    for (String token : List.of("hf secret", "hf\nsecret", "hf_\u00e9secret")) {
      assertSilent(assertThrows(UserError.class, () -> Hub.of(Map.of("HF_TOKEN", token)), token));
    }
    Hub hub = Hub.of(Map.of("HF_ENDPOINT", "https://me:secret@mirror.example:444/x"));
    assertEquals("Hub[https://mirror.example:444/x]", hub.toString());
  }

  private static void assertSilent(UserError error) {
    StringWriter trace = new StringWriter();
    error.printStackTrace(new PrintWriter(trace));
    assertFalse(trace.toString().contains("secret"), trace.toString());
  }

  @Test
  void aFileWithAnotherChecksumIsRefusedAndNotKept() {
    server.lies = true;
    UserError error =
        assertError("/data/train-1.jsonl", ErrorCode.MALFORMED_FILE, "did not arrive");
    assertTrue(error.reason().contains("checksum"), error.reason());
    assertFalse(Files.exists(local("data/train-1.jsonl")));
  }

  @Test
  void aDamagedBeginningOfAnEarlierRunIsFetchedAnew() throws IOException {
    Files.createDirectories(local("data"));
    Files.write(local("data/.train-1.jsonl.part-0"), new byte[1000]);
    fetch(DATA + "/data/train-1.jsonl");
    assertArrayEquals(large(200_000), Files.readAllBytes(local("data/train-1.jsonl")));
  }

  @Test
  void whatTheHubConvertedIsTakenWhereNothingElseCanBeRead() throws IOException {
    try (LocalHub other = new LocalHub()) {
      other.with("script.py", bytes("x")).with("a.zip", bytes("x"));
      server.close();
      server = other;
      assertError("", ErrorCode.MISSING_FILE, "no revision refs/convert/parquet");
      other.withConverted("default/train/0000.parquet", large(2000));
      List<HubSource.Fetched> files = fetch(DATA);
      assertEquals(
          List.of(DATA + "@" + LocalHub.CONVERTED + "/default/train/0000.parquet"),
          files.stream().map(HubSource.Fetched::name).toList());
    }
  }

  @Test
  void theEnvironmentTellsTheAddressAndTheToken() {
    Hub hub = Hub.of(Map.of("HF_ENDPOINT", "https://mirror.example/hub/", "HF_TOKEN", " t \n"));
    assertEquals("https://mirror.example/hub/a/b%20c", hub.address("a/b c").toString());
    assertEquals("t", hub.token().orElseThrow());
    assertEquals("huggingface.co", Hub.of(Map.of()).endpoint().getHost());
    assertThrows(UserError.class, () -> Hub.of(Map.of("HF_ENDPOINT", "no address")));
    assertThrows(UserError.class, () -> Hub.of(Map.of("HF_ENDPOINT", "file:///etc")));
  }
}
