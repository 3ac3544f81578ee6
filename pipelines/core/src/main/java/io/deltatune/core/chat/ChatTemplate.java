package io.deltatune.core.chat;

/** The chat template that conversations are rendered by. */
public enum ChatTemplate {
  /** The checkpoint's own, which must be Gemma 3's; a checkpoint without one gets Gemma 3's. */
  AUTO,
  /** Gemma 3's, whatever the checkpoint holds. */
  GEMMA3
}
