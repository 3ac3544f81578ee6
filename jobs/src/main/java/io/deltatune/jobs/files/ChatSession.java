package io.deltatune.jobs.files;

import io.deltatune.core.error.UserError;
import io.deltatune.core.example.Conversation;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.Role;
import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.jobs.console.Console;
import io.deltatune.model.generate.Generation;
import io.deltatune.model.generate.GenerationListener;
import io.deltatune.model.generate.GenerationSettings;
import io.deltatune.model.generate.Generator;
import io.deltatune.model.generate.StopReason;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A conversation by lines: each line is a user's turn, each answer appears while it is written. A
 * line {@code /reset} forgets the conversation, {@code /exit} or the end of the input ends it.
 */
final class ChatSession {
  private static final String HELP = "/reset forgets the conversation, /exit or Ctrl-D ends";

  private final Generator generator;
  private final GenerationSettings settings;
  private final Console console;
  private final List<Message> history = new ArrayList<>();
  private final Optional<String> system;
  private volatile boolean answering;
  private volatile boolean stopped;

  ChatSession(
      Generator generator, GenerationSettings settings, Optional<String> system, Console console) {
    this.generator = generator;
    this.settings = settings;
    this.system = system;
    this.console = console;
  }

  /** Goes on until the input ends or says so. */
  void run(BufferedReader in) throws IOException {
    reset();
    if (console.isTerminal()) {
      console.message(HELP + "; Ctrl-C stops an answer");
    }
    for (String line = next(in); line != null; line = next(in)) {
      String said = line.strip();
      if (said.equals("/exit")) {
        return;
      } else if (said.equals("/reset")) {
        reset();
        console.message("(a new conversation)");
      } else if (said.startsWith("/") && said.indexOf(' ') < 0) {
        console.message("(" + HELP + ")");
      } else if (!said.isEmpty()) {
        turn(line);
      }
    }
  }

  /** Ends the answer that is being written; where there is none, says how to end. */
  void interrupt() {
    if (answering) {
      stopped = true;
    } else {
      console.message("\n(" + HELP + ")");
      showMark();
    }
  }

  private String next(BufferedReader in) throws IOException {
    showMark();
    String line = in.readLine();
    if (line == null && console.isTerminal()) {
      console.out().println();
    }
    return line;
  }

  private void showMark() {
    if (console.isTerminal()) {
      console.out().print("> ");
      console.out().flush();
    }
  }

  private void reset() {
    history.clear();
    system.ifPresent(text -> history.add(new Message(Role.SYSTEM, text)));
  }

  private void turn(String line) {
    history.add(new Message(Role.USER, line));
    try {
      Generation answer = answer(new Conversation(history));
      history.add(new Message(Role.MODEL, answer.text()));
      if (answer.stop() == StopReason.LENGTH) {
        console.message("(cut after " + answer.tokens().length + " tokens: --max-new-tokens)");
      }
    } catch (UserError tooLong) {
      history.remove(history.size() - 1);
      console.message(tooLong.getMessage() + "\n(/reset forgets the conversation)");
    }
  }

  private Generation answer(Conversation conversation) {
    stopped = false;
    answering = true;
    try (Progress silent = ProgressReporter.SILENT.start("", "rows", 1)) {
      GenerationListener listener =
          (row, newText, newTokens) -> {
            console.out().print(newText);
            console.out().flush();
            return !stopped;
          };
      return generator.answer(List.of(conversation), settings, silent, listener).get(0);
    } finally {
      answering = false;
      console.out().println();
    }
  }
}
