package io.trivium.med.detection;

/**
 * Settings of the search of a chest.
 *
 * @param blocksPerCall blocks that a call of the candidate stage takes; one is some 20 ms of a core's work
 * @param cubesPerCall cubes that a call of the later stages takes
 * @param candidates maximum number of candidates that are examined more closely
 * @param findings maximum number of reported nodules, the most probable ones
 * @param threshold minimum probability of a reported nodule, in (0, 1)
 */
public record SearchSettings(int blocksPerCall, int cubesPerCall, int candidates, int findings, double threshold) {
    /** For a service that others use at the same time. */
    public static final SearchSettings SERVICE = new SearchSettings(1, 1, 150, 20, 0.5);

    /** For tools: large calls, everything at all likely reported. */
    public static final SearchSettings OFFLINE = new SearchSettings(64, 32, 150, 60, 0.02);

    public SearchSettings {
        if (blocksPerCall < 1 || cubesPerCall < 1 || candidates < 1 || findings < 1) {
            throw new IllegalArgumentException("calls and findings of at least one");
        }
        if (!(threshold > 0 && threshold < 1)) throw new IllegalArgumentException("threshold " + threshold);
    }
}
