package io.deltatune.data.source.hub;

import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files of a data set on the hub: {@code hf://datasets/OWNER/NAME[@REVISION][/PATH]}.
 *
 * @param repository {@code OWNER/NAME}
 * @param revision a branch, a tag or a commit; {@code refs/...} may hold slashes
 * @param path a file, a folder or a glob within the repository; empty for all its data
 */
public record HubPath(String repository, String revision, String path) {
  /** What such a path begins with. */
  public static final String SCHEME = "hf://";

  private static final Pattern FORM =
      Pattern.compile(
          "hf://datasets/(?<repository>[\\w.-]+/[\\w.-]+)"
              + "(@(?<revision>refs/(convert|pr)/[\\w.-]+|[^/]+))?(/(?<path>.*))?");

  /** Whether a source's path is one of the hub. */
  public static boolean isOne(String path) {
    return path.startsWith(SCHEME);
  }

  /**
   * Reads a path.
   *
   * @throws UserError if it has not this form
   */
  public static HubPath parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new UserError(
          ErrorCode.CONFIG,
          "this is no path of a data set on the hub: " + text,
          "expected hf://datasets/OWNER/NAME[@REVISION][/PATH]",
          "correct the source's path in the recipe");
    }
    String revision = form.group("revision");
    String path = form.group("path");
    return new HubPath(
        form.group("repository"),
        revision == null ? "main" : revision.replace("%2F", "/"),
        path == null ? "" : path);
  }

  /** What the tables call a file of a commit. */
  String name(String commit, String file) {
    return SCHEME + "datasets/" + repository + "@" + commit + "/" + file;
  }
}
