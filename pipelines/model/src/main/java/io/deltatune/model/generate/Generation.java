package io.deltatune.model.generate;

/**
 * An answer.
 *
 * @param promptTokens the number of the prompt's tokens
 * @param tokens the answer's token ids, without the one that ended it
 * @param text the answer, decoded
 * @param stop why it ended
 * @param seconds from the start of its batch to its last token
 * @param logProbability the sum over its tokens and the one that ended it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Generation(
    int promptTokens,
    int[] tokens,
    String text,
    StopReason stop,
    double seconds,
    double logProbability) {}
