package io.deltatune.data.table;

/**
 * A state of a table that can be read again.
 *
 * @param number Delta's version, from 0
 * @param tableId the table's own id, which a table that was dropped and made anew does not share
 */
public record TableVersion(long number, String tableId) {
  /** {@code number@tableId}, as it stands in tables. */
  @Override
  public String toString() {
    return number + "@" + tableId;
  }

  /**
   * The version that {@link #toString} wrote.
   *
   * @throws IllegalArgumentException if the text is of another form
   */
  public static TableVersion parse(String text) {
    int at = text.indexOf('@');
    if (at < 1) {
      throw new IllegalArgumentException("not a table version: '" + text + "'");
    }
    return new TableVersion(Long.parseLong(text.substring(0, at)), text.substring(at + 1));
  }
}
