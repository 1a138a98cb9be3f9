package io.trivium.runtime.expert;

import io.trivium.runtime.moe.Routing;
import java.util.Arrays;

/** The tokens of a layer sorted by expert, in order of their numbers. Belongs to one execution at a time. */
final class RoutePlan {
    private final int[] start;
    private final int[] token;
    private final float[] weight;

    RoutePlan(int experts, int tokens, int topK) {
        this.start = new int[experts + 1];
        this.token = new int[tokens * topK];
        this.weight = new float[tokens * topK];
    }

    void set(Routing routing) {
        int[] experts = routing.experts();
        Arrays.fill(start, 0);
        for (int expert : experts) if (expert >= 0) start[expert + 1]++;
        for (int e = 0; e + 1 < start.length; e++) start[e + 1] += start[e];
        for (int i = 0; i < experts.length; i++) {
            if (experts[i] < 0) continue;
            int at = start[experts[i]]++;
            token[at] = i / routing.k();
            weight[at] = routing.weights()[i];
        }
        System.arraycopy(start, 0, start, 1, start.length - 1);
        start[0] = 0;
    }

    /** Index of the first entry of an expert; the entries before that of the next one are its. */
    int from(int expert) {
        return start[expert];
    }

    int to(int expert) {
        return start[expert + 1];
    }

    int token(int entry) {
        return token[entry];
    }

    float weight(int entry) {
        return weight[entry];
    }
}
