package io.deltatune.jobs.files;

import io.deltatune.core.chat.ChatTemplate;
import io.deltatune.core.error.ErrorCode;
import io.deltatune.core.error.UserError;
import io.deltatune.jobs.work.Workplace;
import io.deltatune.model.gemma3.OpenOptions;
import io.deltatune.model.generate.GenerationSettings;
import io.deltatune.model.generate.Generator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jline.utils.Signals;

/** A conversation on the terminal, or by lines of a pipe. */
public final class ChatWork {
  private static final String INTERRUPT = "INT";

  private ChatWork() {}

  /**
   * @param system the system text of every conversation
   * @throws UserError if an option or a folder cannot be used
   */
  public static void run(
      Workplace workplace,
      ModelChoice choice,
      ChatTemplate template,
      DecodingChoice decoding,
      Optional<String> system) {
    workplace.log().capture();
    GenerationSettings settings = Engines.settings(decoding);
    OpenOptions options = Engines.prepare(choice);
    try (Generator generator =
        Generator.open(choice.folder(), choice.adapter(), options, template)) {
      ChatSession session = new ChatSession(generator, settings, system, workplace.console());
      Object before = Signals.register(INTERRUPT, session::interrupt);
      try {
        session.run(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
      } finally {
        Signals.unregister(INTERRUPT, before);
      }
    } catch (IOException e) {
      throw new UserError(
          ErrorCode.NOT_ACCESSIBLE,
          "the input cannot be read",
          String.valueOf(e.getMessage()),
          "check what is piped into the command",
          e);
    }
  }
}
