package io.deltatune.data.source.hub;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.deltatune.core.error.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the hub by HTTP. The token goes to the hub's own address only, never to a place that it
 * redirects to; nothing logs it. What may pass (429, 5xx, a broken connection) is tried again, each
 * time after twice the wait or after as long as the hub says.
 */
final class HubClient {
  private static final Logger LOG = LoggerFactory.getLogger(HubClient.class);
  private static final int REDIRECTS = 10;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private final Hub hub;
  private final HttpClient http;

  HubClient(Hub hub) {
    this.hub = hub;
    this.http =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(hub.patience())
            .build();
  }

  /** Something that may fail in passing. */
  interface Attempt<T> {
    T run() throws IOException;
  }

  /**
   * Runs until it succeeds.
   *
   * @throws UserError if it fails as often as {@link Hub#attempts} says
   */
  <T> T retry(URI address, Attempt<T> attempt) {
    Duration wait = hub.firstWait();
    for (int tried = 1; ; tried++) {
      try {
        return attempt.run();
      } catch (IOException failure) {
        Optional<String> hidden = withoutContent(failure);
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        String cause = hidden.orElse(message);
        if (tried >= hub.attempts()) {
          throw HubErrors.unreachable(
              address, cause + " (tried " + tried + " times)", hidden.isEmpty() ? failure : null);
        }
        LOG.warn("{}: {}; trying again", HubErrors.place(address), cause);
        Duration asked = failure instanceof Later later ? later.wait : Duration.ZERO;
        sleep(asked.compareTo(wait) > 0 ? asked : wait);
        wait = wait.multipliedBy(2);
      }
    }
  }

  /** What a failure says whose message quotes the answer: a cookie or a page may stand there. */
  private static Optional<String> withoutContent(IOException failure) {
    if (failure instanceof ProtocolException) {
      return Optional.of("the answer is no HTTP");
    }
    return failure instanceof JsonProcessingException
        ? Optional.of("the answer is no JSON")
        : Optional.empty();
  }

  /**
   * An address that an answer leads to.
   *
   * @throws UserError if it is none
   */
  static URI resolved(URI from, String to) {
    URI address;
    try {
      address = from.resolve(to);
    } catch (IllegalArgumentException wrong) {
      throw HubErrors.wrong(HubErrors.place(from), "it leads to what is no address");
    }
    if (address.getHost() == null || !Hub.isHttp(address)) {
      throw HubErrors.wrong(HubErrors.place(from), "it leads to what is no address of HTTP");
    }
    return address;
  }

  /**
   * An answer with a body from a place on.
   *
   * @param repository whose data is asked for
   * @param what what is asked for, for messages
   * @param from the first byte that is wanted
   * @throws IOException if trying again may help
   * @throws UserError if it does not
   */
  HttpResponse<InputStream> get(URI address, String repository, String what, long from)
      throws IOException {
    URI place = address;
    for (int hop = 0; hop <= REDIRECTS; hop++) {
      HttpResponse<InputStream> response = send(place, from);
      int status = response.statusCode();
      if (status == 200 || status == 206) {
        return response;
      }
      response.body().close();
      Optional<String> next = response.headers().firstValue("Location");
      if (status / 100 != 3 || next.isEmpty()) {
        throw failure(response, repository, what);
      }
      place = resolved(place, next.get());
    }
    throw HubErrors.unreachable(address, "it redirects more than " + REDIRECTS + " times", null);
  }

  private HttpResponse<InputStream> send(URI place, long from) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(place).timeout(hub.patience()).header("User-Agent", "deltatune");
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    if (hub.isOwn(place)) {
      hub.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    }
    try {
      return http.send(request.GET().build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw HubErrors.unreachable(place, "interrupted", interrupted);
    }
  }

  private IOException failure(HttpResponse<?> response, String repository, String what) {
    int status = response.statusCode();
    String code = response.headers().firstValue("X-Error-Code").orElse("");
    if (status == 401 || status == 403) {
      throw HubErrors.refused(
          status, repository, hub.address("datasets/" + repository), hub.token().isPresent());
    }
    if (status == 404) {
      throw HubErrors.missing(repository, what, code);
    }
    if (status == 429 || status >= 500) {
      OptionalLong seconds = response.headers().firstValueAsLong("Retry-After");
      return new Later(
          "status " + status,
          Duration.ofSeconds(Math.min(seconds.orElse(0), LONGEST_WAIT.toSeconds())));
    }
    throw HubErrors.unreachable(response.uri(), "status " + status, null);
  }

  private static void sleep(Duration wait) {
    try {
      Thread.sleep(wait.toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the hub", interrupted);
    }
  }

  /** The hub asks to come again. */
  private static final class Later extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Duration wait;

    Later(String message, Duration wait) {
      super(message);
      this.wait = wait;
    }
  }
}
