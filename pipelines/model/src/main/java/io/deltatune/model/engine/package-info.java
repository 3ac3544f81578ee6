/** The tensor engine: TorchScript text that is compiled at start-up, and its typed wrappers. */
package io.deltatune.model.engine;
