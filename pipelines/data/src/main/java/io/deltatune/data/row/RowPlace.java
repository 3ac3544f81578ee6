package io.deltatune.data.row;

/** Where a source row stands: its file and its line there, from 1. */
public record RowPlace(String file, long line) {}
