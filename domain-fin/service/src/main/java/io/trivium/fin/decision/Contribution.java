package io.trivium.fin.decision;

/**
 * What a group of features did to the score of one authorization: the score as it is less the score with the group at its
 * neutral values (occlusion).
 *
 * @param feature name of the group
 * @param value of the group's leading feature, in that feature's unit
 * @param contribution in [-1, 1]; positive where the group raised the score
 */
public record Contribution(String feature, double value, double contribution) {}
