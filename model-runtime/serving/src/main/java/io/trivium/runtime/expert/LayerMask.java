package io.trivium.runtime.expert;

import io.trivium.runtime.moe.ExpertGroup;
import io.trivium.runtime.moe.ExpertMask;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.Router;
import io.trivium.runtime.moe.Routing;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Experts of one layer that are not available, and the effect on a token. An expert that is missing is masked before
 * the choice, so that the next best of its group or another takes its place. Where a whole group is missing, nothing
 * takes its place, since no other group knows its domain: tokens that belong there keep the answer of the shared
 * expert, and of their experts of other groups with the weights these would have had. Immutable.
 */
final class LayerMask {
    private final BitSet missing;
    private final ExpertMask all;
    private final ExpertMask choosing;
    private final boolean[] gone;

    private LayerMask(BitSet missing, ExpertMask all, ExpertMask choosing, boolean[] gone) {
        this.missing = missing;
        this.all = all;
        this.choosing = choosing;
        this.gone = gone;
    }

    static LayerMask of(MoeTopology topology, BitSet missing) {
        int experts = topology.experts();
        boolean[] gone = new boolean[experts];
        BitSet masked = (BitSet) missing.clone();
        for (ExpertGroup group : topology.groups()) {
            int from = topology.firstOf(group.name());
            int to = from + group.size();
            if (missing.nextClearBit(from) < to) continue;
            Arrays.fill(gone, from, to, true);
            masked.clear(from, to);
        }
        return new LayerMask((BitSet) missing.clone(), ExpertMask.none(experts), ExpertMask.of(experts, masked), gone);
    }

    /** This and one more expert. */
    LayerMask without(MoeTopology topology, int expert) {
        BitSet more = (BitSet) missing.clone();
        more.set(expert);
        return of(topology, more);
    }

    boolean isMissing(int expert) {
        return missing.get(expert);
    }

    boolean isEmpty() {
        return missing.isEmpty();
    }

    /**
     * Chooses experts.
     *
     * @param routing entries of missing experts are −1 with weight 0
     * @param degraded whether a token would have had another expert if all were available
     */
    record Choice(Routing routing, boolean degraded) {}

    Choice choose(Router router, float[] scores, int tokens) {
        Routing routing = router.route(scores, tokens, choosing);
        if (missing.isEmpty()) return new Choice(routing, false);
        boolean degraded = choosing.maskedCount() > 0
                && !Arrays.equals(
                        routing.experts(), router.route(scores, tokens, all).experts());
        int[] experts = routing.experts();
        for (int i = 0; i < experts.length; i++) {
            if (experts[i] >= 0 && gone[experts[i]]) {
                experts[i] = -1;
                routing.weights()[i] = 0;
                degraded = true;
            }
        }
        return new Choice(routing, degraded);
    }
}
