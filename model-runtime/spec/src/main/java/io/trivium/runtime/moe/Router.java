package io.trivium.runtime.moe;

import java.util.Arrays;

/**
 * Chooses experts the way DeepSeek-V3 does (arXiv 2412.19437, equations 12 to 16): groups first, then experts inside the
 * best groups, on scores plus a balancing bias; the weights are the scores without the bias, renormalised.
 *
 * <p>A masked expert counts as −∞ before anything is chosen, so the next best takes its place. A group is scored by its
 * two best experts that are not masked. A token that finds fewer than k experts keeps those it found, their weights
 * renormalised; one that finds none has no routed expert. Between equals the lower number wins. Thread-safe: a router
 * holds no state between calls. The training loop and the serving path route with this one class.
 */
public final class Router {
    private final int experts;
    private final int topK;
    private final int topGroups;
    private final float routeScale;
    private final int[] groupStart;
    private final float[] bias;

    /** @param bias added to the scores for choosing, [E] */
    public Router(MoeTopology topology, float[] bias) {
        this.experts = topology.experts();
        if (bias.length != experts) {
            throw new IllegalArgumentException(bias.length + " biases for " + experts + " experts");
        }
        this.bias = bias.clone();
        this.topK = topology.topK();
        this.topGroups = topology.topGroups();
        this.routeScale = (float) topology.routeScale();
        this.groupStart = new int[topology.groups().size() + 1];
        for (int g = 0; g < topology.groups().size(); g++) {
            groupStart[g + 1] = groupStart[g] + topology.groups().get(g).size();
        }
    }

    /**
     * Routes a batch of tokens.
     *
     * @param scores sigmoid of the router's logits, [tokens, E], each in (0, 1)
     * @param mask experts that may not be chosen
     */
    public Routing route(float[] scores, int tokens, ExpertMask mask) {
        if (scores.length < (long) tokens * experts) {
            throw new IllegalArgumentException(
                    scores.length + " scores for " + tokens + " tokens, " + experts + " experts");
        }
        if (mask.size() != experts) throw new IllegalArgumentException("a mask of " + mask.size() + " experts");
        int[] chosen = new int[tokens * topK];
        float[] weights = new float[tokens * topK];
        float[] biased = new float[experts];
        boolean[] keptGroups = new boolean[groupStart.length - 1];
        for (int t = 0; t < tokens; t++) {
            int from = t * experts;
            for (int e = 0; e < experts; e++) {
                biased[e] = mask.isMasked(e) ? Float.NEGATIVE_INFINITY : scores[from + e] + bias[e];
            }
            keepBestGroups(biased, keptGroups);
            chooseExperts(biased, keptGroups, chosen, t * topK);
            weigh(scores, from, chosen, weights, t * topK);
        }
        return new Routing(tokens, topK, chosen, weights);
    }

    private void keepBestGroups(float[] biased, boolean[] kept) {
        int groups = kept.length;
        Arrays.fill(kept, topGroups >= groups);
        if (topGroups >= groups) return;
        for (int pick = 0; pick < topGroups; pick++) {
            int best = -1;
            float bestScore = Float.NEGATIVE_INFINITY;
            for (int g = 0; g < groups; g++) {
                if (kept[g]) continue;
                float score = groupScore(biased, groupStart[g], groupStart[g + 1]);
                if (score > bestScore) {
                    best = g;
                    bestScore = score;
                }
            }
            if (best < 0) return;
            kept[best] = true;
        }
    }

    /** Sum of the two best, or the best where only one may be chosen. */
    private static float groupScore(float[] biased, int from, int to) {
        float first = Float.NEGATIVE_INFINITY;
        float second = Float.NEGATIVE_INFINITY;
        for (int e = from; e < to; e++) {
            if (biased[e] > first) {
                second = first;
                first = biased[e];
            } else if (biased[e] > second) {
                second = biased[e];
            }
        }
        return second == Float.NEGATIVE_INFINITY ? first : first + second;
    }

    private void chooseExperts(float[] biased, boolean[] keptGroups, int[] chosen, int at) {
        for (int j = 0; j < topK; j++) {
            int best = -1;
            float bestScore = Float.NEGATIVE_INFINITY;
            for (int g = 0; g < keptGroups.length; g++) {
                if (!keptGroups[g]) continue;
                for (int e = groupStart[g]; e < groupStart[g + 1]; e++) {
                    if (biased[e] > bestScore) {
                        best = e;
                        bestScore = biased[e];
                    }
                }
            }
            chosen[at + j] = best;
            if (best >= 0) biased[best] = Float.NEGATIVE_INFINITY;
        }
    }

    private void weigh(float[] scores, int from, int[] chosen, float[] weights, int at) {
        float sum = 0;
        for (int j = 0; j < topK; j++) {
            if (chosen[at + j] >= 0) sum += scores[from + chosen[at + j]];
        }
        for (int j = 0; j < topK; j++) {
            boolean routed = chosen[at + j] >= 0 && sum > 0;
            weights[at + j] = routed ? routeScale * scores[from + chosen[at + j]] / sum : 0;
        }
    }
}
