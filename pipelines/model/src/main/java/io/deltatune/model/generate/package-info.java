/**
 * Answers to prompts: {@link io.deltatune.model.generate.Generator} opens a model, {@link
 * io.deltatune.model.generate.GenerationSettings} say how tokens are chosen and what ends an
 * answer. Rows are divided by memory ({@code MemoryPlan}), answered side by side with every slot in
 * use ({@code ContinuousBatch}), and their tokens chosen by limits and draws that look at nothing
 * but the row itself ({@code TokenChooser}, with {@code sampling.torchscript}).
 */
package io.deltatune.model.generate;
