package io.deltatune.data.source.hub;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Where the hub is and how it is asked.
 *
 * @param endpoint its address, without a slash at the end
 * @param token what it knows the user by
 * @param attempts how often a request is sent before it is given up
 * @param firstWait how long to wait before the second attempt
 * @param patience how long a connection may give nothing
 */
public record Hub(
    URI endpoint, Optional<String> token, int attempts, Duration firstWait, Duration patience) {
  private static final String DEFAULT = "https://huggingface.co";

  /**
   * The hub of {@code HF_ENDPOINT} with the token of {@code HF_TOKEN}.
   *
   * @throws UserError if the endpoint is no address
   */
  public static Hub of(Map<String, String> environment) {
    String written = environment.getOrDefault("HF_ENDPOINT", DEFAULT).replaceFirst("/+$", "");
    URI endpoint = URI.create(DEFAULT);
    try {
      endpoint = new URI(written);
    } catch (URISyntaxException wrong) {
      written = "";
    }
    if (written.isEmpty() || endpoint.getHost() == null || !isHttp(endpoint)) {
      throw new UserError(
          ErrorCode.CONFIG,
          "HF_ENDPOINT is no address of a hub",
          "it is not of the form https://HOST",
          "correct the environment variable, or unset it for " + DEFAULT);
    }
    Optional<String> token =
        Optional.ofNullable(environment.get("HF_TOKEN"))
            .map(String::strip)
            .filter(t -> !t.isEmpty());
    if (token.isPresent() && !token.get().chars().allMatch(c -> c > ' ' && c < 127)) {
      // The HTTP client would refuse it with a message that tells it.
      throw new UserError(
          ErrorCode.CONFIG,
          "HF_TOKEN is no token",
          "it holds blanks, line ends or other signs that no token has",
          "set it to the token alone, as the hub's settings page shows it");
    }
    return new Hub(endpoint, token, 5, Duration.ofSeconds(1), Duration.ofSeconds(60));
  }

  static boolean isHttp(URI address) {
    return "https".equals(address.getScheme()) || "http".equals(address.getScheme());
  }

  /** An address of the hub; what is no letter or digit in the path is encoded. */
  URI address(String path) {
    try {
      String encoded = new URI(null, null, "/" + path, null).getRawPath().replace("+", "%2B");
      return URI.create(endpoint + encoded);
    } catch (URISyntaxException impossible) {
      throw new IllegalArgumentException(path, impossible);
    }
  }

  /** Whether an address is this hub's own, so that it may see the token. */
  boolean isOwn(URI place) {
    return place.getScheme().equals(endpoint.getScheme())
        && place.getHost().equalsIgnoreCase(endpoint.getHost())
        && place.getPort() == endpoint.getPort();
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "Hub[" + HubErrors.place(endpoint) + "]";
  }
}
