package io.deltatune.core.normalise;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Who speaks in a turn of a raw row, by the names that datasets use for it; upper and lower case
 * are the same. A call of a tool is a turn of the model, what the tool gives back a turn of the
 * user.
 */
enum Speaker {
  SYSTEM,
  USER,
  MODEL,
  CALL,
  OBSERVATION;

  private static final Map<String, Speaker> BY_NAME = new HashMap<>();

  static {
    name(SYSTEM, "system", "developer", "system_prompt");
    name(USER, "user", "human", "prompter", "customer", "client");
    name(MODEL, "model", "assistant", "gpt", "chatgpt", "bing", "bard", "claude", "bot", "ai");
    name(CALL, "function_call", "function-call", "tool_call", "tool_calls");
    name(OBSERVATION, "tool", "observation", "function", "ipython", "tool_response");
    name(OBSERVATION, "function_response", "function-response");
  }

  private static void name(Speaker speaker, String... names) {
    for (String name : names) {
      BY_NAME.put(name, speaker);
    }
  }

  /** The speaker of a name. */
  static Speaker named(String name) {
    Speaker speaker = BY_NAME.get(name);
    if (speaker == null && name.length() < 40) {
      speaker = BY_NAME.get(name.strip().toLowerCase(Locale.ROOT));
    }
    if (speaker == null) {
      throw new Rejection(
          RejectionReason.BAD_TURNS, "unknown role '" + Fields.shortened(name) + "'");
    }
    return speaker;
  }
}
