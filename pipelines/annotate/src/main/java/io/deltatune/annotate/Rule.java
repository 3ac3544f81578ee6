package io.deltatune.annotate;

/**
 * One line of a file of rules.
 *
 * @param label what a match is called; {@code kind/name}, where the kind is shared by several
 * @param text a regular expression or a phrase
 */
record Rule(String label, String text) {
  /** What stands before the slash, all of it without one. */
  String kind() {
    int slash = label.indexOf('/');
    return slash < 0 ? label : label.substring(0, slash);
  }

  /** What stands behind the slash, all of it without one. */
  String name() {
    return label.substring(label.indexOf('/') + 1);
  }
}
