package io.deltatune.core.normalise;

/** Why a row cannot become an example. The names are those of the quarantine table. */
public enum RejectionReason {
  NOT_JSON("the row is not one JSON value"),
  INVALID_UTF8("the row holds bytes that are no UTF-8"),
  DAMAGED_FILE("the file is cut off or broken here, so that the row cannot be told"),
  NOT_AN_OBJECT("the row is JSON, but not an object with fields"),
  UNKNOWN_SHAPE("the fields are those of no known kind of dataset"),
  MISSING_FIELD("a field that this kind of dataset needs is absent or null"),
  WRONG_TYPE("a field holds another type of value than it should"),
  BAD_TURNS("the turns are not: system at most once and first, then user and model in alternation"),
  TOO_MANY_ROWS("more rows belong together than can be joined"),
  EMPTY_PROMPT("there is nothing but white space to answer"),
  EMPTY_ANSWER("an answer is nothing but white space"),
  SAME_ANSWERS("the chosen and the rejected answer are the same"),
  TIED("the answers have the same score, rank or votes"),
  NOT_RANKED("nothing says which answer is the better one"),
  TOO_FEW_ANSWERS("there are not two answers to compare"),
  NOT_PAIRED("the row's answer is neither the best nor the worst of its prompt"),
  UNANSWERED("no answer follows the message"),
  WITHDRAWN("the dataset marks the message as deleted or as failed"),
  BROKEN_TREE("the message hangs on no first message, or its id stands twice"),
  TOO_LARGE("the row is deeper, wider or has longer numbers than is read"),
  TOO_LONG("all texts together have more characters than the limit");

  private final String meaning;

  RejectionReason(String meaning) {
    this.meaning = meaning;
  }

  /** The reason in words. */
  public String meaning() {
    return meaning;
  }
}
