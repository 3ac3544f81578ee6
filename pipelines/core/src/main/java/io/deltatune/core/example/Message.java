package io.deltatune.core.example;

import java.util.Objects;

/** One turn of a conversation. The content is the text as it came, not trimmed. */
public record Message(Role role, String content) {
  public Message {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(content, "content");
  }
}
