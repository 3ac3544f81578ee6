package io.deltatune.model.fuzz;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** A reader of files that come from anywhere. */
public interface Target {
  /** What a file of this kind is called. */
  Path file();

  /** Well-formed JSON texts to begin with. */
  List<String> seeds();

  /** Keys and values that mean something to the reader. */
  List<String> words();

  /** The file around a JSON text; the text itself where the file holds nothing else. */
  default byte[] assembled(byte[] json, SplittableRandom random) {
    return json;
  }

  /**
   * Reads a file and checks whatever was accepted.
   *
   * @throws io.deltatune.core.error.UserError if it is refused
   */
  void read(byte[] file);
}
