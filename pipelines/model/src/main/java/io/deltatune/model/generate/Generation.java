package io.deltatune.model.generate;

/**
 * An answer.
 *
 * @param promptTokens the number of the prompt's tokens
 * @param tokens the answer's token ids, without a stop token, but with those of a stop string
 * @param text the answer, decoded and cut before the stop string; empty without a tokenizer
 * @param stop why it ended
 * @param stopToken the token that ended it; -1 where none did
 * @param seconds from when its prompt was read to its last token
 * @param logProbability the sum over its tokens and the stop token; NaN where not asked for
 * @param tokenLogProbabilities of each of its tokens, then of the stop token; without elements
 *     where not asked for
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Generation(
    int promptTokens,
    int[] tokens,
    String text,
    StopReason stop,
    int stopToken,
    double seconds,
    double logProbability,
    float[] tokenLogProbabilities) {}
