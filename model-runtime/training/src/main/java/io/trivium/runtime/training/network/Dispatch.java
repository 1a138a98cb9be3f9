package io.trivium.runtime.training.network;

import io.trivium.runtime.moe.Routing;

/**
 * The packing of routed tokens into blocks of equal length, so that one batched product runs all experts. With an even
 * load each expert has one block. With an uneven one, where padding every expert to the largest load would waste more
 * than half of the work, experts have as many short blocks as they need.
 *
 * @param blocks how many there are, {@code size} rows each; 0 when no token is routed
 * @param owners expert of each block; empty when block e belongs to expert e
 * @param gather token of each row of the blocks; rows without one take token 0 and are never read back
 * @param slots row of the blocks of each choice, {@code [N·k]}
 * @param chosen expert of each choice, {@code [N·k]}; 0 where there is none
 * @param live 1 for each choice that counts, {@code [N·k]}, 0 for padding
 * @param load tokens of each expert
 */
@SuppressWarnings("ArrayRecordComponent") // read by inner loops; never compared
record Dispatch(
        int blocks, int size, long[] owners, long[] gather, long[] slots, long[] chosen, float[] live, int[] load) {
    private static final double TOLERATED_PADDING = 1.5;
    private static final int SHORTEST_BLOCK = 16;

    /** @param mask 1 for a real token, 0 for padding; empty when all are real */
    static Dispatch of(Routing routing, int experts, float[] mask) {
        int k = routing.k();
        int choices = routing.tokens() * k;
        int[] load = new int[experts];
        int[] place = new int[choices];
        float[] live = new float[choices];
        int sent = 0;
        for (int i = 0; i < choices; i++) {
            int expert = routing.experts()[i];
            if (expert < 0 || (mask.length > 0 && mask[i / k] == 0f)) continue;
            live[i] = 1f;
            place[i] = load[expert]++;
            sent++;
        }
        int most = 0;
        for (int each : load) most = Math.max(most, each);
        boolean even = (double) most * experts <= TOLERATED_PADDING * sent || most <= SHORTEST_BLOCK;
        int size = even ? most : Math.max(SHORTEST_BLOCK, (sent + 2 * experts - 1) / (2 * experts));
        int[] first = new int[experts];
        int blocks = 0;
        for (int e = 0; e < experts; e++) {
            first[e] = blocks;
            blocks += sent == 0 ? 0 : even ? 1 : (load[e] + size - 1) / size;
        }
        long[] owners = new long[even ? 0 : blocks];
        for (int e = 0; e < experts && !even; e++) {
            int end = e + 1 < experts ? first[e + 1] : blocks;
            for (int block = first[e]; block < end; block++) owners[block] = e;
        }
        long[] gather = new long[blocks * size];
        long[] slots = new long[choices];
        long[] chosen = new long[choices];
        for (int i = 0; i < choices; i++) {
            chosen[i] = Math.max(0, routing.experts()[i]);
            if (live[i] == 0f) continue;
            int row = first[routing.experts()[i]] * size + place[i];
            gather[row] = i / k;
            slots[i] = row;
        }
        return new Dispatch(blocks, size, owners, gather, slots, chosen, live, load);
    }

    boolean allLive() {
        for (float each : live) if (each == 0f) return false;
        return true;
    }
}
