package io.trivium.runtime.learning.network;

import io.trivium.runtime.moe.Routing;

/**
 * How routed tokens are packed into one block of equal length per expert, so that one batched product runs all experts.
 *
 * @param capacity rows of each expert's block, C; 0 when no token is routed
 * @param gather token of each row of the blocks, {@code [E·C]}; rows without one take token 0 and are never read back
 * @param slots row of the blocks of each choice, {@code [N·k]}
 * @param chosen expert of each choice, {@code [N·k]}; 0 where there is none
 * @param live 1 for each choice that counts, {@code [N·k]}, 0 for padding
 * @param load tokens of each expert
 */
@SuppressWarnings("ArrayRecordComponent") // read by inner loops; never compared
record Dispatch(int capacity, long[] gather, long[] slots, long[] chosen, float[] live, int[] load) {

    /** @param mask 1 for a real token, 0 for padding; empty when all are real */
    static Dispatch of(Routing routing, int experts, float[] mask) {
        int k = routing.k();
        int choices = routing.tokens() * k;
        int[] load = new int[experts];
        int[] place = new int[choices];
        float[] live = new float[choices];
        for (int i = 0; i < choices; i++) {
            int expert = routing.experts()[i];
            if (expert < 0 || (mask.length > 0 && mask[i / k] == 0f)) continue;
            live[i] = 1f;
            place[i] = load[expert]++;
        }
        int capacity = 0;
        for (int each : load) capacity = Math.max(capacity, each);
        long[] gather = new long[experts * capacity];
        long[] slots = new long[choices];
        long[] chosen = new long[choices];
        for (int i = 0; i < choices; i++) {
            chosen[i] = Math.max(0, routing.experts()[i]);
            if (live[i] == 0f) continue;
            int row = routing.experts()[i] * capacity + place[i];
            gather[row] = i / k;
            slots[i] = row;
        }
        return new Dispatch(capacity, gather, slots, chosen, live, load);
    }

    boolean allLive() {
        for (float each : live) if (each == 0f) return false;
        return true;
    }
}
