package io.deltatune.data.row;

/**
 * Something that an annotator found in a text.
 *
 * @param begin index of its first character, in UTF-16 units from 0
 * @param end index behind its last character
 * @param text what stands there; where it touches personal data only the kind, {@code [email]}
 * @param value what the annotator makes of it, where it makes anything
 */
public record FoundSpan(
    String annotator, String label, int begin, int end, String text, @Nullable String value) {}
