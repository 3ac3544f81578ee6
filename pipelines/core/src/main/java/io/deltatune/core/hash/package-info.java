/** Content hashes: SHA-256 over canonical bytes. */
package io.deltatune.core.hash;
