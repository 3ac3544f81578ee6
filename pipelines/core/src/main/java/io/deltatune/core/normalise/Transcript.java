package io.deltatune.core.normalise;

import io.deltatune.core.example.Role;

/**
 * Conversations in one text, each turn behind the name of its speaker; the white space around a
 * turn belongs to the form.
 */
enum Transcript {
  /** {@code \n\nHuman: ...\n\nAssistant: ...}, as of HH-RLHF and Nectar. */
  HH("\n\nHuman:", "\n\nAssistant:"),
  /** {@code ### Human: ...### Assistant: ...}, as of openassistant-guanaco. */
  GUANACO("### Human:", "### Assistant:");

  private final String user;
  private final String model;

  Transcript(String user, String model) {
    this.user = user;
    this.model = model;
  }

  /** Whether a text begins as such a conversation does. */
  boolean begins(String text) {
    return text.startsWith(user);
  }

  /** The turns of a text in normal form; what is announced at the end and not said is empty. */
  Turns read(String text) {
    String whole = text.startsWith(user) ? text : "\n\n" + text.strip();
    int at = whole.indexOf(user);
    if (at < 0 || !whole.substring(0, at).isBlank()) {
      throw new Rejection(
          RejectionReason.BAD_TURNS, "the transcript does not begin with '" + user.strip() + "'");
    }
    Turns turns = new Turns();
    Role role = Role.USER;
    int nextUser = at;
    int nextModel = at;
    while (at >= 0) {
      int from = at + (role == Role.USER ? user : model).length();
      nextUser = next(whole, user, nextUser, from);
      nextModel = next(whole, model, nextModel, from);
      boolean userNext = nextUser >= 0 && (nextModel < 0 || nextUser < nextModel);
      at = userNext ? nextUser : nextModel;
      turns.add(role, whole.substring(from, at < 0 ? whole.length() : at).strip());
      role = userNext ? Role.USER : Role.MODEL;
    }
    return turns;
  }

  /** The next place of a marker; what is known already is not looked for again. */
  private static int next(String text, String marker, int known, int from) {
    return known < 0 || known >= from ? known : text.indexOf(marker, from);
  }
}
