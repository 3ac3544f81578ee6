package io.deltatune.data.source.hub;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.net.URI;

/** The mistakes that the hub reports. None of them tells the token. */
final class HubErrors {
  private HubErrors() {}

  static UserError refused(int status, String repository, URI page, boolean hasToken) {
    String whoAsks =
        hasToken
            ? "the hub does not accept the token in HF_TOKEN for it"
            : "it is private or gated (or its name is wrong), and HF_TOKEN is not set";
    return new UserError(
        ErrorCode.NOT_ACCESSIBLE,
        "the data set " + repository + " may not be read",
        "status " + status + ": " + whoAsks,
        "accept its conditions on "
            + place(page)
            + ", make a token that may read it on the hub's settings page, and set HF_TOKEN to it");
  }

  static UserError missing(String repository, String what, String code) {
    return new UserError(
        ErrorCode.MISSING_FILE,
        "the hub has no " + what + " of the data set " + repository,
        code.isEmpty() ? "status 404" : "status 404: " + code,
        "correct the source's path: hf://datasets/OWNER/NAME[@REVISION][/PATH]");
  }

  static UserError unreachable(URI address, String cause, Throwable failure) {
    return new UserError(
        ErrorCode.NOT_ACCESSIBLE,
        "the hub cannot be reached: " + place(address),
        cause,
        "check the network and HF_ENDPOINT; run again: what was fetched is kept",
        failure);
  }

  static UserError wrong(String file, String cause) {
    return new UserError(
        ErrorCode.MALFORMED_FILE,
        "a file of the hub did not arrive as it should: " + file,
        cause,
        "run again; if it happens again, something between here and the hub changes files");
  }

  /** An address without its query and its user, in which a signature and a password may stand. */
  static String place(URI address) {
    String port = address.getPort() < 0 ? "" : ":" + address.getPort();
    return address.getScheme() + "://" + address.getHost() + port + address.getPath();
  }
}
