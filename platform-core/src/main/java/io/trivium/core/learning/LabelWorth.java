package io.trivium.core.learning;

/**
 * The reason why an example is worth a reviewer's time.
 *
 * @param rank from 1, the most valuable, among those that the model runtime listed
 * @param uncertainty 1 where two labels are as likely, 0 if one is certain
 * @param reason {@code unsure}: the model is least sure here; {@code different}: unlike those ranked before it
 */
public record LabelWorth(int rank, double uncertainty, String reason) {}
