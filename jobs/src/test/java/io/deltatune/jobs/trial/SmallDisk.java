package io.deltatune.jobs.trial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system in memory that a process has for itself, where the system lets users mount one. */
public final class SmallDisk {
  private SmallDisk() {}

  /** Whether this system lets a user mount a file system of a process's own. */
  public static boolean isAllowed(Path folder) throws IOException, InterruptedException {
    Path mount = Files.createDirectory(folder.resolve("probe"));
    try {
      List<String> command =
          List.of("unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", mount.toString());
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException absent) {
      return false;
    }
  }

  /**
   * The words before a command that sees such a file system at a folder.
   *
   * @param bytes its size
   * @param mount the folder
   * @param name of what the command writes there, which is copied when it has ended
   * @param left where the copy goes
   */
  public static List<String> before(long bytes, Path mount, String name, Path left) {
    String script =
        "mount -t tmpfs -o size=%d tmpfs '%s' && { \"$@\"; status=$?; cp -r '%s/%s' '%s';"
            + " exit $status; }";
    return List.of(
        "unshare", "-rm", "sh", "-c", script.formatted(bytes, mount, mount, name, left), "sh");
  }
}
