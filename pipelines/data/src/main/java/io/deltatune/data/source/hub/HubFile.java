package io.deltatune.data.source.hub;

/**
 * A file of a repository.
 *
 * @param path its path in the repository
 * @param bytes its length
 * @param checksum hexadecimal: SHA-256 of the content where {@code large}, else SHA-1 of git's blob
 * @param large whether git keeps only a pointer to it (LFS)
 */
record HubFile(String path, long bytes, String checksum, boolean large) {}
