package io.trivium.core.learning;

/**
 * Why an example is worth a reviewer's minute.
 *
 * @param rank from 1, the worthiest, among those that the model runtime listed
 * @param uncertainty 1 where two labels are as likely, 0 where one is certain
 * @param reason {@code unsure}: the model is least sure here; {@code different}: unlike those ranked before it
 */
public record LabelWorth(int rank, double uncertainty, String reason) {}
