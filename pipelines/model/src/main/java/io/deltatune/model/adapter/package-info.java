/**
 * LoRA adapters (arXiv 2106.09685) and their folders in the layout of the PEFT library: {@code
 * adapter_model.safetensors} and {@code adapter_config.json}.
 */
package io.deltatune.model.adapter;
