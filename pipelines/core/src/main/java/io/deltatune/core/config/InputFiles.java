package io.deltatune.core.config;

/** Whether what a recipe reads must be there when the recipe is read. */
public enum InputFiles {
  /** A missing file is a problem of the recipe. */
  MUST_EXIST,
  /**
   * An earlier stage may still make it; a missing one is taken to come below the working folder.
   */
  MAY_COME_LATER
}
