package io.trivium.runtime.training.moe;

import io.trivium.runtime.moe.ExpertGroup;
import io.trivium.runtime.moe.ExpertMask;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.training.network.Layout;
import java.util.BitSet;

/** The part of a network that a training changes. */
public sealed interface TrainedPart {
    /** Everything. */
    record Whole() implements TrainedPart {}

    /**
     * All weights, the heads at the full learning rate and their inputs more slowly, so that new heads do not spoil the
     * earlier weights.
     *
     * @param rate factor of the learning rate of trunk and tokenizers; 0 keeps them as they are
     */
    record SlowTrunk(double rate) implements TrainedPart {
        public SlowTrunk {
            if (!(rate >= 0 && rate <= 1)) {
                throw new IllegalArgumentException("the trunk's factor is from 0 to 1, not " + rate);
            }
        }
    }

    /**
     * One group's experts and router rows, tokenizers and heads. Tokens are routed to this group and the first one; the
     * experts of other groups belong to other branches and are masked.
     */
    record Branch(String group) implements TrainedPart {}

    /** The routers' weights, after branches were joined. */
    record Routers() implements TrainedPart {}

    /**
     * The last layers with the parts that read them, the final norm and the heads.
     *
     * @param layers how many; all of them where there are fewer
     */
    record LastLayers(int layers) implements TrainedPart {
        public LastLayers {
            if (layers < 1) throw new IllegalArgumentException("at least one layer, not " + layers);
        }

        private boolean isIn(String name, int all) {
            if (name.startsWith("heads.") || name.equals(ParameterNames.FINAL_NORM)) return true;
            if (!name.startsWith("layers.")) return false;
            return Integer.parseInt(name.split("\\.", 3)[1]) >= all - layers;
        }
    }

    /** The biases of the heads alone: answers are shifted, and rows keep their order. */
    record HeadBiases() implements TrainedPart {
        private static boolean isIn(String name) {
            return name.startsWith("heads.") && name.endsWith(".bias");
        }
    }

    /** Factor of the learning rate of every number; 0 for one that may not move. */
    default float[] free(Layout layout) {
        return switch (this) {
            case Whole whole -> layout.each(name -> 1);
            case SlowTrunk slow -> layout.each(name -> name.startsWith("heads.") ? 1 : slow.rate);
            case Branch branch -> layout.branch(branch.group);
            case Routers routers -> layout.routers();
            case LastLayers last -> layout.each(name -> last.isIn(name, layout.layers()) ? 1 : 0);
            case HeadBiases biases -> layout.each(name -> HeadBiases.isIn(name) ? 1 : 0);
        };
    }

    default ExpertMask mask(MoeTopology topology) {
        return switch (this) {
            case Whole whole -> ExpertMask.none(topology.experts());
            case SlowTrunk slow -> ExpertMask.none(topology.experts());
            case Routers routers -> ExpertMask.none(topology.experts());
            case LastLayers last -> ExpertMask.none(topology.experts());
            case HeadBiases biases -> ExpertMask.none(topology.experts());
            case Branch branch -> {
                BitSet masked = new BitSet();
                masked.set(0, topology.experts());
                for (String kept : new String[] {topology.groups().getFirst().name(), branch.group}) {
                    int first = topology.firstOf(kept);
                    masked.clear(first, first + size(topology, kept));
                }
                yield ExpertMask.of(topology.experts(), masked);
            }
        };
    }

    /** The first expert whose bias may move. */
    default int firstBalanced(MoeTopology topology) {
        return this instanceof Branch branch ? topology.firstOf(branch.group) : 0;
    }

    /** The expert behind the last whose bias may move. */
    default int endBalanced(MoeTopology topology) {
        return this instanceof Branch branch
                ? topology.firstOf(branch.group) + size(topology, branch.group)
                : topology.experts();
    }

    private static int size(MoeTopology topology, String group) {
        return topology.group(group).map(ExpertGroup::size).orElseThrow();
    }
}
