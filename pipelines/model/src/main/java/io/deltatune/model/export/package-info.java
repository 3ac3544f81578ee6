/** Writing of models for other tools: another dtype, other files, adapters merged. */
package io.deltatune.model.export;
