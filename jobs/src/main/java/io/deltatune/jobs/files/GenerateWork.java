package io.deltatune.jobs.files;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deltatune.core.chat.ChatTemplate;
import io.deltatune.core.chat.ControlToken;
import io.deltatune.core.error.UserError;
import io.deltatune.core.progress.Progress;
import io.deltatune.jobs.work.Workplace;
import io.deltatune.model.gemma3.Gemma3Config;
import io.deltatune.model.gemma3.OpenOptions;
import io.deltatune.model.generate.Generation;
import io.deltatune.model.generate.GenerationSettings;
import io.deltatune.model.generate.Generator;
import io.deltatune.model.generate.Prompt;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Lets a model answer rows: {@code {"id", "prompt"}}, raw text after one {@code <bos>}, {@code
 * {"id", "messages"}}, which the chat template renders, or {@code {"id", "input_ids"}}, for which
 * no tokenizer is needed, become {@code {"id", "text", "token_ids", "stop_reason"}}.
 */
public final class GenerateWork {
  private static final Pattern PROMPT = Pattern.compile("^prompt (\\d+)\\b");

  private GenerateWork() {}

  /**
   * @param withBeginning whether {@code <bos>} stands before raw text
   * @throws io.deltatune.core.error.UserError naming the file and line of a row that cannot be
   *     used, or if an option, a file or a folder cannot be used
   */
  public static void run(
      Workplace workplace,
      ModelChoice choice,
      ChatTemplate template,
      DecodingChoice decoding,
      boolean withBeginning,
      Path in,
      Path out) {
    workplace.log().capture();
    GenerationSettings settings = Engines.settings(decoding);
    List<JsonLine> lines = JsonLines.all(in);
    Gemma3Config config = Gemma3Config.read(choice.folder());
    List<Prompt> prompts =
        new PromptRows(choice.folder(), template, withBeginning, config).encode(lines);
    OpenOptions options = Engines.prepare(choice);
    long tokens = 0;
    // Without conversations the folder's chat template does not matter.
    boolean conversations = lines.stream().anyMatch(GenerateWork::isConversation);
    ChatTemplate needed = conversations ? template : ChatTemplate.GEMMA3;
    try (Generator generator = Generator.open(choice.folder(), choice.adapter(), options, needed);
        Progress progress =
            workplace.console().progress().start("generate", "rows", prompts.size())) {
      Generation[] answers = new Generation[prompts.size()];
      answer(generator, lines, false, prompts, settings, progress, answers);
      if (conversations) {
        GenerationSettings endingTurns = settings.withStopTokens(endsOfTurns(generator));
        answer(generator, lines, true, prompts, endingTurns, progress, answers);
      }
      JsonLinesWriter.write(
          out,
          writer -> {
            for (int i = 0; i < answers.length; i++) {
              writer.add(row(lines.get(i), answers[i]));
            }
          });
      tokens = Arrays.stream(answers).mapToLong(answer -> answer.tokens().length).sum();
    }
    workplace
        .console()
        .message("generate: " + prompts.size() + " rows, " + tokens + " new tokens -> " + out);
  }

  private static boolean isConversation(JsonLine line) {
    return line.has("messages");
  }

  private static List<Integer> numbers(List<JsonLine> lines, boolean conversations) {
    return IntStream.range(0, lines.size())
        .filter(i -> isConversation(lines.get(i)) == conversations)
        .boxed()
        .toList();
  }

  /** A conversation's answer ends with its turn, whatever the checkpoint's files say. */
  private static Set<Integer> endsOfTurns(Generator generator) {
    Set<Integer> ends = new TreeSet<>(generator.stopTokens());
    ends.add(generator.tokenizer().id(ControlToken.END_OF_TURN));
    return ends;
  }

  private static void answer(
      Generator generator,
      List<JsonLine> lines,
      boolean conversations,
      List<Prompt> prompts,
      GenerationSettings settings,
      Progress progress,
      Generation[] answers) {
    List<Integer> numbers = numbers(lines, conversations);
    List<Prompt> chosen = numbers.stream().map(prompts::get).toList();
    try {
      List<Generation> found = generator.generate(chosen, settings, progress);
      for (int i = 0; i < found.size(); i++) {
        answers[numbers.get(i)] = found.get(i);
      }
    } catch (UserError mistake) {
      throw ofLine(mistake, numbers.stream().map(lines::get).toList());
    }
  }

  /** Tells of the file's line where the model counts the prompts that it was given. */
  private static UserError ofLine(UserError mistake, List<JsonLine> lines) {
    Matcher prompt = PROMPT.matcher(mistake.problem());
    if (!prompt.find()) {
      return mistake;
    }
    JsonLine line = lines.get(Integer.parseInt(prompt.group(1)) - 1);
    return new UserError(
        mistake.code(),
        line.file()
            + ":"
            + line.number()
            + ": the prompt"
            + mistake.problem().substring(prompt.end()),
        mistake.reason(),
        Engines.withOptions(mistake.remedy()));
  }

  private static ObjectNode row(JsonLine line, Generation answer) {
    ObjectNode row = JsonLinesWriter.row(line.id());
    row.put("text", answer.text());
    ArrayNode ids = row.putArray("token_ids");
    for (int id : answer.tokens()) {
      ids.add(id);
    }
    return row.put("stop_reason", answer.stop().label());
  }
}
