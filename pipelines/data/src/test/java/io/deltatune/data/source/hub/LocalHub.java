package io.deltatune.data.source.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server on this machine that answers as the hub does: revisions, listings in pages of two with
 * Link headers, small files itself, large ones by a redirect to another port, ranges, tokens.
 */
public final class LocalHub implements AutoCloseable {
  /** The commit of {@code main}. */
  public static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  static final String CONVERTED = "fedcba9876543210fedcba9876543210fedcba98";
  static final String TOKEN = "hf_secret";

  final List<String> log = new CopyOnWriteArrayList<>();
  final AtomicInteger busy = new AtomicInteger();
  final AtomicInteger breaks = new AtomicInteger();
  final AtomicInteger stalls = new AtomicInteger();
  final AtomicInteger mostAtOnce = new AtomicInteger();
  volatile boolean gated;
  volatile boolean lies;
  volatile boolean slow;

  /** What is answered instead of JSON, with a cookie. */
  volatile String page;

  /** Where large files are said to lie. */
  volatile String leadsTo;

  private final AtomicInteger atOnce = new AtomicInteger();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer main = server(this::answer);
  private final HttpServer store = server(this::content);
  private final Map<String, Map<String, byte[]>> commits = new TreeMap<>();

  /** A hub with an empty data set {@code someone/some-data}. */
  public LocalHub() throws IOException {
    commits.put(COMMIT, new TreeMap<>());
  }

  private interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }

  private HttpServer server(Handler handler) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            log.add(
                (server == main() ? "hub " : "store ")
                    + exchange.getRequestURI()
                    + " "
                    + exchange.getRequestHeaders().getFirst("Range")
                    + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            handler.handle(exchange);
          }
        });
    server.start();
    return server;
  }

  private HttpServer main() {
    return main;
  }

  /** Puts a file into the data set. */
  public LocalHub with(String path, byte[] content) {
    commits.get(COMMIT).put(path, content);
    return this;
  }

  LocalHub withConverted(String path, byte[] content) {
    commits.computeIfAbsent(CONVERTED, commit -> new TreeMap<>()).put(path, content);
    return this;
  }

  /** How to reach it; impatient. */
  public Hub hub(String token) {
    return new Hub(
        URI.create("http://127.0.0.1:" + main.getAddress().getPort()),
        Optional.ofNullable(token),
        4,
        Duration.ofMillis(20),
        Duration.ofSeconds(2));
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    if (gated
        && !("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      exchange.getResponseHeaders().add("X-Error-Code", "GatedRepo");
      send(exchange, 401, new byte[0]);
    } else if (busy.getAndDecrement() > 0) {
      exchange.getResponseHeaders().add("Retry-After", "0");
      send(exchange, busy.get() % 2 == 0 ? 429 : 503, new byte[0]);
    } else if (page != null) {
      exchange.getResponseHeaders().add("Set-Cookie", "session=secret");
      send(exchange, 200, page.getBytes(StandardCharsets.UTF_8));
    } else if (path.equals("/api/datasets/old/name/revision/main")) {
      exchange
          .getResponseHeaders()
          .add("Location", "/api/datasets/someone/some-data/revision/main");
      send(exchange, 307, new byte[0]);
    } else if (path.startsWith("/api/datasets/someone/some-data/revision/")) {
      revision(exchange, path.substring(path.lastIndexOf('/') + 1));
    } else if (path.startsWith("/api/datasets/someone/some-data/tree/")) {
      tree(exchange, path.substring(path.lastIndexOf('/') + 1));
    } else if (path.startsWith("/datasets/someone/some-data/resolve/")) {
      resolve(exchange);
    } else {
      exchange.getResponseHeaders().add("X-Error-Code", "RepoNotFound");
      send(exchange, 404, new byte[0]);
    }
  }

  private void revision(HttpExchange exchange, String revision) throws IOException {
    String commit =
        switch (revision) {
          case "main", "v1.0", COMMIT -> COMMIT;
          case "refs%2Fconvert%2Fparquet" -> CONVERTED;
          default -> "";
        };
    if (!commits.containsKey(commit)) {
      exchange.getResponseHeaders().add("X-Error-Code", "RevisionNotFound");
      send(exchange, 404, new byte[0]);
      return;
    }
    send(
        exchange,
        200,
        ("{\"id\": \"someone/some-data\", \"sha\": \"" + commit + "\"}")
            .getBytes(StandardCharsets.UTF_8));
  }

  private void tree(HttpExchange exchange, String commit) throws IOException {
    String query = exchange.getRequestURI().getQuery();
    int page =
        query.contains("cursor=") ? Integer.parseInt(query.replaceFirst(".*cursor=", "")) : 0;
    List<String> paths = new ArrayList<>(commits.get(commit).keySet());
    StringBuilder entries = new StringBuilder("[{\"type\": \"directory\", \"path\": \"data\"}");
    for (String path : paths.subList(page, Math.min(page + 2, paths.size()))) {
      byte[] content = commits.get(commit).get(path);
      String sha256 = sum("SHA-256", content);
      entries.append(",{\"type\":\"file\",\"path\":\"").append(path).append("\",\"size\":");
      if (isLarge(content)) {
        entries.append("135,\"oid\":\"00\",\"lfs\":{\"size\":").append(content.length);
        entries
            .append(",\"oid\":\"")
            .append(lies ? "00" + sha256.substring(2) : sha256)
            .append("\"}}");
      } else {
        byte[] header = ("blob " + content.length + "\0").getBytes(StandardCharsets.UTF_8);
        byte[] blob = Arrays.copyOf(header, header.length + content.length);
        System.arraycopy(content, 0, blob, header.length, content.length);
        entries
            .append(content.length)
            .append(",\"oid\":\"")
            .append(sum("SHA-1", blob))
            .append("\"}");
      }
    }
    if (page + 2 < paths.size()) {
      exchange
          .getResponseHeaders()
          .add(
              "Link",
              "<http://127.0.0.1:"
                  + main.getAddress().getPort()
                  + exchange.getRequestURI().getRawPath()
                  + "?recursive=true&cursor="
                  + (page + 2)
                  + ">; rel=\"next\"");
    }
    send(exchange, 200, entries.append("]").toString().getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isLarge(byte[] content) {
    return content.length > 1000;
  }

  private void resolve(HttpExchange exchange) throws IOException {
    byte[] content = find(exchange);
    if (content != null && isLarge(content)) {
      String rest = exchange.getRequestURI().getRawPath();
      exchange
          .getResponseHeaders()
          .add(
              "Location",
              leadsTo != null
                  ? leadsTo
                  : "http://127.0.0.1:"
                      + store.getAddress().getPort()
                      + rest
                      + "?Signature=secret");
      send(exchange, 302, new byte[0]);
    } else {
      content(exchange);
    }
  }

  private byte[] find(HttpExchange exchange) {
    String[] parts = exchange.getRequestURI().getPath().split("/resolve/", 2)[1].split("/", 2);
    return commits.getOrDefault(parts[0], Map.of()).get(parts[1]);
  }

  private void content(HttpExchange exchange) throws IOException {
    byte[] content = find(exchange);
    if (content == null) {
      send(exchange, 404, new byte[0]);
      return;
    }
    String range = exchange.getRequestHeaders().getFirst("Range");
    int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    byte[] body = Arrays.copyOfRange(content, from, content.length);
    if (from > 0) {
      exchange
          .getResponseHeaders()
          .add(
              "Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
    }
    mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      boolean broken = isLarge(content) && breaks.getAndDecrement() > 0;
      boolean stalled = isLarge(content) && stalls.getAndDecrement() > 0;
      int sent = broken || stalled ? body.length / 2 : body.length;
      Thread.sleep(slow ? 100 : 0);
      // Before the last byte: the one who asked may ask for the next file behind it.
      atOnce.decrementAndGet();
      out.write(body, 0, sent);
      out.flush();
      if (stalled) {
        Thread.sleep(5000);
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  private static String sum(String algorithm, byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public void close() {
    main.stop(0);
    store.stop(0);
    threads.shutdownNow();
  }
}
