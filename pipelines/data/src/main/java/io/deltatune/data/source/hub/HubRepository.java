package io.deltatune.data.source.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deltatune.core.error.UserError;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A data set's repository: which commit a revision is, and which files a commit has ({@code
 * /api/datasets/REPOSITORY/revision/REVISION} and {@code .../tree/COMMIT} of the hub's API).
 */
final class HubRepository {
  /** The branch in which the hub keeps a data set as Parquet where it could convert it. */
  static final String CONVERTED = "refs/convert/parquet";

  /** The most that is read of one answer of the API: 64 MiB. */
  private static final int ANSWER = 64 << 20;

  private static final int PAGES = 10_000;
  private static final Pattern NEXT = Pattern.compile("<([^>]*)>\\s*;\\s*rel=\"?next\"?");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Hub hub;
  private final HubClient client;
  private final String name;

  HubRepository(Hub hub, HubClient client, String name) {
    this.hub = hub;
    this.client = client;
    this.name = name;
  }

  /**
   * The commit that a branch, a tag or the beginning of a commit stands for.
   *
   * @throws UserError if there is none, or it may not be read
   */
  String commit(String revision) {
    URI address = api("/revision/" + segment(revision));
    String commit = ask(address, "revision " + revision).tree().path("sha").asText();
    if (!commit.matches("[0-9a-f]{7,64}")) {
      throw HubErrors.wrong(HubErrors.place(address), "it names no commit");
    }
    return commit;
  }

  /** The files of a commit, in the hub's order. */
  List<HubFile> files(String commit) {
    List<HubFile> files = new ArrayList<>();
    URI page = URI.create(api("/tree/" + commit) + "?recursive=true");
    for (int pages = 0; pages < PAGES; pages++) {
      Answer answer = ask(page, "tree of " + commit);
      answer.tree().forEach(entry -> add(entry, files));
      if (answer.next().isEmpty()) {
        return files;
      }
      page = HubClient.resolved(page, answer.next().get());
    }
    throw HubErrors.wrong(HubErrors.place(page), "the listing has no end");
  }

  /** Where a file's content is. */
  URI content(String commit, String path) {
    return hub.address("datasets/" + name + "/resolve/" + commit + "/" + path);
  }

  private static void add(JsonNode entry, List<HubFile> files) {
    String path = entry.path("path").asText();
    if (!entry.path("type").asText().equals("file") || !isPlain(path)) {
      return;
    }
    JsonNode large = entry.path("lfs");
    boolean isLarge = large.isObject();
    files.add(
        new HubFile(
            path,
            (isLarge ? large : entry).path("size").asLong(),
            (isLarge ? large : entry).path("oid").asText(),
            isLarge));
  }

  /** A path that would leave the folder of downloads is not taken. */
  private static boolean isPlain(String path) {
    return !path.isEmpty()
        && !path.startsWith("/")
        && !path.contains("\\")
        && !path.contains("//")
        && !("/" + path + "/").matches(".*/\\.\\.?/.*");
  }

  private record Answer(JsonNode tree, Optional<String> next) {}

  private Answer ask(URI address, String what) {
    return client.retry(
        address,
        () -> {
          HttpResponse<InputStream> response = client.get(address, name, what, 0);
          try (InputStream body = response.body()) {
            byte[] bytes = body.readNBytes(ANSWER);
            Optional<String> next =
                response.headers().allValues("Link").stream()
                    .map(NEXT::matcher)
                    .filter(Matcher::find)
                    .map(matcher -> matcher.group(1))
                    .findFirst();
            return new Answer(JSON.readTree(bytes), next);
          }
        });
  }

  private URI api(String rest) {
    return URI.create(hub.endpoint() + "/api/datasets/" + name + rest);
  }

  /** A revision as one segment of a path: its slashes are encoded. */
  private static String segment(String revision) {
    return URLEncoder.encode(revision, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
