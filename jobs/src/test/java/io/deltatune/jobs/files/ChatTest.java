package io.deltatune.jobs.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.deltatune.core.example.Conversation;
import io.deltatune.core.example.Message;
import io.deltatune.core.example.Role;
import io.deltatune.core.progress.Progress;
import io.deltatune.core.progress.ProgressReporter;
import io.deltatune.jobs.cli.Transcript;
import io.deltatune.jobs.console.Console;
import io.deltatune.model.engine.Precision;
import io.deltatune.model.gemma3.OpenOptions;
import io.deltatune.model.gemma3.Residence;
import io.deltatune.model.generate.GenerationSettings;
import io.deltatune.model.generate.Generator;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChatTest {
  private static final String QUESTION = "Which word comes first in the list?";
  private static final OpenOptions OPTIONS =
      OpenOptions.onProcessor(Precision.FP32, Residence.COPIED);

  @Test
  void linesOfAPipeAreAnsweredInTurnUntilExit() {
    InputStream before = System.in;
    String lines = QUESTION + "\n\n/reset\n" + QUESTION + "\n/what\n/exit\n" + QUESTION + "\n";
    System.setIn(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
    try {
      Transcript chat =
          Rows.done("chat", "--model", Rows.MODEL, "--max-new-tokens", "20", "--precision", "fp32");
      List<String> answers = answered(QUESTION);
      assertEquals(answers.get(0) + "\n" + answers.get(0) + "\n", chat.out());
      assertTrue(chat.err().contains("a new conversation"), chat.err());
      assertTrue(chat.err().contains("/reset forgets"), chat.err());
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void aSecondTurnSeesTheFirstAndTheSystemPrompt() throws IOException {
    try (Generator generator = Generator.open(Path.of(Rows.MODEL), Optional.empty(), OPTIONS);
        Progress silent = ProgressReporter.SILENT.start("", "", 1)) {
      GenerationSettings settings = GenerationSettings.greedy(16);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ChatSession session =
          new ChatSession(generator, settings, Optional.of("Be brief."), console(out));
      session.run(new BufferedReader(new StringReader("one\ntwo\n")));

      Message system = new Message(Role.SYSTEM, "Be brief.");
      Message one = new Message(Role.USER, "one");
      String first = answer(generator, settings, silent, system, one);
      String second =
          answer(
              generator,
              settings,
              silent,
              system,
              one,
              new Message(Role.MODEL, first),
              new Message(Role.USER, "two"));
      assertEquals(first + "\n" + second + "\n", out.toString(StandardCharsets.UTF_8));
    }
  }

  @Test
  void anInterruptionEndsTheAnswerAndNotTheConversation() throws IOException {
    try (Generator generator = Generator.open(Path.of(Rows.MODEL), Optional.empty(), OPTIONS)) {
      ChatSession[] session = new ChatSession[1];
      ByteArrayOutputStream out =
          new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] bytes, int offset, int length) {
              super.write(bytes, offset, length);
              if (!new String(bytes, offset, length, StandardCharsets.UTF_8).isBlank()) {
                session[0].interrupt();
              }
            }
          };
      session[0] =
          new ChatSession(generator, GenerationSettings.greedy(40), Optional.empty(), console(out));
      session[0].run(new BufferedReader(new StringReader(QUESTION + "\n" + QUESTION + "\n")));

      List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
      String whole = answered(QUESTION).get(0);
      assertTrue(whole.startsWith(lines.get(0)), lines.toString());
      assertTrue(lines.get(0).length() < whole.length(), lines.toString());
    }
  }

  private static List<String> answered(String question) {
    try (Generator generator = Generator.open(Path.of(Rows.MODEL), Optional.empty(), OPTIONS);
        Progress silent = ProgressReporter.SILENT.start("", "", 1)) {
      Message user = new Message(Role.USER, question);
      return List.of(answer(generator, GenerationSettings.greedy(20), silent, user));
    }
  }

  private static String answer(
      Generator generator, GenerationSettings settings, Progress progress, Message... messages) {
    Conversation conversation = new Conversation(List.of(messages));
    return generator.answer(List.of(conversation), settings, progress).get(0).text();
  }

  private static Console console(ByteArrayOutputStream out) {
    return new Console(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
        Console.Terminal.NONE);
  }
}
