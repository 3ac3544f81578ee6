package io.deltatune.cluster;

import java.util.Optional;

/** The version of this program, as run records carry it. */
public final class CodeVersion {
  private CodeVersion() {}

  /** The jar's version, or {@code development} when run from classes. */
  public static String current() {
    return Optional.ofNullable(CodeVersion.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
