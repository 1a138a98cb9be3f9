package io.trivium.fin.decision;

/**
 * The effect of a group of features on the score of one authorization: the actual score minus the score with the group
 * at its neutral values (occlusion).
 *
 * @param feature name of the group
 * @param value of the group's leading feature, in that feature's unit
 * @param contribution in [-1, 1]; positive where the group raised the score
 */
public record Contribution(String feature, double value, double contribution) {}
