package io.deltatune.core.hash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.core.example.Conversation;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentHashTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void theBytesOfAnExampleAreTheDocumentedOnes() {
    // python: f = lambda b: len(b).to_bytes(8, "big") + b; sha256(f(b"messages") + (1).to_bytes(8,
    // "big") + f(b"user") + f("Grüße".encode())).hexdigest()
    assertEquals(
        "99e6b9b2c9effdfdc6177bf824ece6d02c68bc4b62521ed2a4d714caeb37a36a",
        ContentHash.ofMessages(List.of(new Message(Role.USER, "Grüße"))));
  }

  @Test
  void aFileHashIsThatOfSha256sum(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("abc"), "abc");
    // FIPS 180-2, appendix B.1
    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ContentHash.ofFile(file));
  }

  @Test
  void whereOneTextEndsAndTheNextBeginsCounts() {
    assertNotEquals(
        ContentHash.of("x").field("ab").field("c").hex(),
        ContentHash.of("x").field("a").field("bc").hex());
    Conversation prompt = new Conversation(List.of(new Message(Role.USER, "q")));
    assertNotEquals(
        ContentHash.ofPreferencePair(prompt, "ab", "c"),
        ContentHash.ofPreferencePair(prompt, "a", "bc"));
  }

  @Test
  void theOrderOfKeysAndTheSpellingOfNumbersDoNotCount() throws JsonProcessingException {
    assertEquals(
        hash("{\"a\": 1, \"b\": [0.00005, null, true]}"),
        hash("{\"b\": [5e-5, null, true], \"a\": 1.0}"));
  }

  @Test
  void differentTreesHashDifferently() throws JsonProcessingException {
    List<String> trees =
        List.of(
            "null",
            "true",
            "false",
            "0",
            "\"0\"",
            "\"null\"",
            "\"\"",
            "[]",
            "{}",
            "[[]]",
            "[1,2]",
            "[2,1]",
            "[[1],2]",
            "[[1,2]]",
            "{\"a\":1}",
            "{\"a\":\"1\"}",
            "{\"a\":{\"b\":1}}",
            "{\"a\":{},\"b\":1}");
    Set<String> hashes = new HashSet<>();
    for (String tree : trees) {
      hashes.add(hash(tree));
    }
    assertEquals(trees.size(), hashes.size());
  }

  private static String hash(String json) throws JsonProcessingException {
    JsonNode tree = JSON.readTree(json);
    return ContentHash.ofTree(tree);
  }
}
