/**
 * One record for each table of {@code schemas/}: components are its columns, in order, camelCase
 * for snake_case. The meaning of each column is the comment in the DDL.
 */
package io.deltatune.data.row;
