package io.deltatune.core.chat;

import java.io.Serializable;

/** Where a token counter comes from: what is shipped in its place to the processes that count. */
public interface TokenCounterSource extends Serializable {
  /**
   * The counter of this process: thread-safe, opened at the first call, shared by all later ones
   * and open as long as the process lives.
   *
   * @throws io.deltatune.core.error.UserError if it cannot be opened
   */
  TokenCounter open();

  /** The tokenizer's name, which tells its content too: {@code gemma-3-1b-it@1f2e3d4c5b6a}. */
  String name();
}
