/** Reading and writing of small files: whole or not at all, and JSON within limits. */
package io.deltatune.model.file;
