package io.deltatune.jobs.cli;

import io.deltatune.core.chat.ChatTemplate;
import picocli.CommandLine.Option;

/** By which template conversations are rendered. */
final class TemplateOption {
  @Option(
      names = "--chat-template",
      paramLabel = "NAME",
      defaultValue = "auto",
      description =
          "auto (the model's own, which must be Gemma 3's) or gemma3 (in any case); default: auto.")
  private ChatTemplate chatTemplate;

  ChatTemplate choice() {
    return chatTemplate;
  }
}
