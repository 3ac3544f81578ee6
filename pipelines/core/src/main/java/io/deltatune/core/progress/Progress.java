package io.deltatune.core.progress;

/** The progress of one piece of work; closing it ends its display. Not thread-safe. */
public interface Progress extends AutoCloseable {
  /**
   * Work that was done since the last call.
   *
   * @param units steps or rows
   * @param tokens tokens, or 0 where they are not counted
   */
  void advance(long units, long tokens);

  /** A short text behind the bar, the current loss for example. */
  void note(String text);

  @Override
  void close();
}
