/**
 * Safetensors files: memory-mapped reading, in which every number of the header is checked before
 * memory is taken, and atomic writing with deterministic bytes.
 *
 * <p>The format: eight bytes with the header's length (little-endian), the header as JSON (name to
 * dtype, shape and data offsets), then the tensors' bytes without gaps.
 */
package io.deltatune.model.safetensors;
