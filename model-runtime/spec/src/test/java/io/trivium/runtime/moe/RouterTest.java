package io.trivium.runtime.moe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Properties that hold for every routing; each loop names the seed that breaks one. */
class RouterTest {
    private static final int SEEDS = 500;

    /** A random mixture, scores, biases and mask. */
    private record Case(MoeTopology topology, int tokens, List<Float> scores, List<Float> bias, BitSet masked) {
        static Case of(long seed) {
            Random random = new Random(seed);
            List<ExpertGroup> groups = new ArrayList<>();
            int count = 1 + random.nextInt(5);
            for (int g = 0; g < count; g++) groups.add(new ExpertGroup("group" + g, 1 + random.nextInt(6)));
            int topGroups = 1 + random.nextInt(count);
            int smallest = groups.stream()
                    .mapToInt(ExpertGroup::size)
                    .sorted()
                    .limit(topGroups)
                    .sum();
            int topK = 1 + random.nextInt(smallest);
            MoeTopology topology =
                    new MoeTopology(1, 8, 2, 4, 4, groups, topK, topGroups, 0.5 + 2 * random.nextDouble());
            int tokens = 1 + random.nextInt(12);
            List<Float> scores = new ArrayList<>();
            for (int i = 0; i < tokens * topology.experts(); i++) {
                scores.add((float) (1 / (1 + Math.exp(-2 * random.nextGaussian()))));
            }
            List<Float> bias = new ArrayList<>();
            BitSet masked = new BitSet();
            double share = random.nextDouble();
            for (int e = 0; e < topology.experts(); e++) {
                bias.add((float) (0.2 * random.nextGaussian()));
                if (random.nextDouble() < share) masked.set(e);
            }
            return new Case(topology, tokens, scores, bias, masked);
        }

        float[] scoreArray() {
            return floats(scores);
        }

        Routing route() {
            return route(new BitSet());
        }

        Routing routeMasked() {
            return route(masked);
        }

        private Routing route(BitSet mask) {
            return new Router(topology, floats(bias))
                    .route(scoreArray(), tokens, ExpertMask.of(topology.experts(), mask));
        }

        /** Group of an expert. */
        String group(int expert) {
            return topology.id(0, expert).group();
        }
    }

    private static float[] floats(List<Float> values) {
        float[] array = new float[values.size()];
        for (int i = 0; i < array.length; i++) array[i] = values.get(i);
        return array;
    }

    private static List<Integer> chosen(Routing routing, int token) {
        List<Integer> chosen = new ArrayList<>();
        for (int j = 0; j < routing.k(); j++) chosen.add(routing.experts()[token * routing.k() + j]);
        return chosen;
    }

    @Test
    void sendsEveryTokenToKDifferentExpertsOfAtMostTheAllowedGroups() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Case of = Case.of(seed);
            Routing routing = of.route();
            for (int t = 0; t < of.tokens(); t++) {
                List<Integer> chosen = chosen(routing, t);
                assertFalse(chosen.contains(-1), "seed " + seed);
                assertEquals(of.topology().topK(), new HashSet<>(chosen).size(), "seed " + seed);
                Set<String> groups = new HashSet<>();
                for (int expert : chosen) groups.add(of.group(expert));
                assertTrue(groups.size() <= of.topology().topGroups(), "seed " + seed);
            }
        }
    }

    @Test
    void weighsByTheScoresWithoutTheirBiasToASumOfTheRouteScale() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Case of = Case.of(seed);
            float[] scores = of.scoreArray();
            for (Routing routing : List.of(of.route(), of.routeMasked())) {
                for (int t = 0; t < of.tokens(); t++) {
                    double sum = 0;
                    double scored = 0;
                    List<Integer> chosen = chosen(routing, t);
                    for (int j = 0; j < routing.k(); j++) {
                        sum += routing.weights()[t * routing.k() + j];
                        if (chosen.get(j) >= 0)
                            scored += scores[t * of.topology().experts() + chosen.get(j)];
                    }
                    boolean any = chosen.getFirst() >= 0;
                    assertEquals(any ? of.topology().routeScale() : 0, sum, 1e-5, "seed " + seed);
                    for (int j = 0; j < routing.k(); j++) {
                        double expected = chosen.get(j) < 0
                                ? 0
                                : of.topology().routeScale()
                                        * scores[t * of.topology().experts() + chosen.get(j)]
                                        / scored;
                        assertEquals(expected, routing.weights()[t * routing.k() + j], 1e-5, "seed " + seed);
                    }
                }
            }
        }
    }

    @Test
    void neverChoosesAMaskedExpertAndFindsKAsLongAsTheBestGroupsHaveThem() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Case of = Case.of(seed);
            Routing routing = of.routeMasked();
            int live = of.topology().experts() - of.masked().cardinality();
            for (int t = 0; t < of.tokens(); t++) {
                List<Integer> chosen = chosen(routing, t);
                int found = 0;
                for (int expert : chosen) {
                    if (expert < 0) continue;
                    found++;
                    assertFalse(of.masked().get(expert), "seed " + seed);
                }
                assertEquals(live > 0, found > 0, "seed " + seed);
                assertTrue(found <= Math.min(live, of.topology().topK()), "seed " + seed);
                if (of.topology().topGroups() == of.topology().groups().size()) {
                    assertEquals(Math.min(live, of.topology().topK()), found, "seed " + seed);
                }
                assertEquals(chosen.indexOf(-1) < 0 ? chosen.size() : chosen.indexOf(-1), found, "seed " + seed);
            }
        }
    }

    @Test
    void keepsItsChoiceWhenAnExpertIsMaskedThatWasNotChosen() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Case of = Case.of(seed);
            // Without a limit of groups; with one, a masked expert may have selected its group.
            if (of.topology().topGroups() < of.topology().groups().size()) continue;
            Routing whole = of.route();
            Routing masked = of.routeMasked();
            for (int t = 0; t < of.tokens(); t++) {
                List<Integer> chosen = chosen(whole, t);
                if (chosen.stream().anyMatch(of.masked()::get)) continue;
                assertEquals(chosen, chosen(masked, t), "seed " + seed);
            }
        }
    }

    @Test
    void treatsEachTokenTheSameWhateverItsPlaceInTheBatch() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Case of = Case.of(seed);
            int experts = of.topology().experts();
            List<Integer> order = new ArrayList<>();
            for (int t = 0; t < of.tokens(); t++) order.add(t);
            Collections.shuffle(order, new Random(seed));
            float[] scores = of.scoreArray();
            float[] shuffled = new float[scores.length];
            for (int t = 0; t < of.tokens(); t++) {
                System.arraycopy(scores, order.get(t) * experts, shuffled, t * experts, experts);
            }
            Routing one = of.routeMasked();
            Routing other = new Router(of.topology(), floats(of.bias()))
                    .route(shuffled, of.tokens(), ExpertMask.of(experts, of.masked()));
            int k = one.k();
            for (int t = 0; t < of.tokens(); t++) {
                assertEquals(chosen(one, order.get(t)), chosen(other, t), "seed " + seed);
                assertArrayEquals(
                        Arrays.copyOfRange(one.weights(), order.get(t) * k, (order.get(t) + 1) * k),
                        Arrays.copyOfRange(other.weights(), t * k, (t + 1) * k),
                        "seed " + seed);
            }
        }
    }

    @Test
    void followsExpertsThatChangePlacesWithinTheirGroup() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Case of = Case.of(seed);
            int experts = of.topology().experts();
            int[] place = permutationWithinGroups(of.topology(), new Random(seed));
            float[] scores = of.scoreArray();
            float[] moved = new float[scores.length];
            float[] bias = new float[experts];
            BitSet masked = new BitSet();
            for (int e = 0; e < experts; e++) {
                bias[place[e]] = of.bias().get(e);
                masked.set(place[e], of.masked().get(e));
                for (int t = 0; t < of.tokens(); t++) moved[t * experts + place[e]] = scores[t * experts + e];
            }
            Routing one = of.routeMasked();
            Routing other = new Router(of.topology(), bias).route(moved, of.tokens(), ExpertMask.of(experts, masked));
            for (int i = 0; i < one.experts().length; i++) {
                int expected = one.experts()[i] < 0 ? -1 : place[one.experts()[i]];
                assertEquals(expected, other.experts()[i], "seed " + seed);
            }
            assertArrayEquals(one.weights(), other.weights(), "seed " + seed);
        }
    }

    private static int[] permutationWithinGroups(MoeTopology topology, Random random) {
        int[] place = new int[topology.experts()];
        for (ExpertGroup group : topology.groups()) {
            int from = topology.firstOf(group.name());
            List<Integer> places = new ArrayList<>();
            for (int i = 0; i < group.size(); i++) places.add(from + i);
            Collections.shuffle(places, random);
            for (int i = 0; i < group.size(); i++) place[from + i] = places.get(i);
        }
        return place;
    }

    @Test
    void scoresAGroupByItsTwoBest() {
        MoeTopology topology =
                new MoeTopology(1, 8, 2, 4, 4, List.of(new ExpertGroup("aa", 3), new ExpertGroup("bb", 3)), 1, 1, 1);
        float[] scores = {0.9f, 0.1f, 0.1f, 0.6f, 0.5f, 0.1f};
        assertEquals(3, route(topology, scores, new BitSet()).experts()[0], "0.6 + 0.5 beats 0.9 + 0.1");
        BitSet masked = new BitSet();
        masked.set(4);
        assertEquals(0, route(topology, scores, masked).experts()[0], "0.9 + 0.1 beats 0.6 + 0.1");
    }

    @Test
    void choosesByTheBiasAndWeighsWithoutIt() {
        MoeTopology topology = new MoeTopology(1, 8, 2, 4, 4, List.of(new ExpertGroup("aa", 3)), 2, 1, 2);
        float[] scores = {0.8f, 0.4f, 0.2f};
        Routing routing = new Router(topology, new float[] {-1, 0, 0.1f}).route(scores, 1, ExpertMask.none(3));
        assertArrayEquals(new int[] {1, 2}, routing.experts());
        assertArrayEquals(new float[] {2 * 0.4f / 0.6f, 2 * 0.2f / 0.6f}, routing.weights(), 1e-6f);
    }

    private static Routing route(MoeTopology topology, float[] scores, BitSet masked) {
        return new Router(topology, new float[topology.experts()])
                .route(scores, 1, ExpertMask.of(topology.experts(), masked));
    }

    @Test
    void refusesScoresBiasesAndMasksOfTheWrongSize() {
        MoeTopology topology = new MoeTopology(1, 8, 2, 4, 4, List.of(new ExpertGroup("aa", 3)), 2, 1, 1);
        assertThrows(IllegalArgumentException.class, () -> new Router(topology, new float[2]));
        Router router = new Router(topology, new float[3]);
        assertThrows(IllegalArgumentException.class, () -> router.route(new float[5], 2, ExpertMask.none(3)));
        assertThrows(IllegalArgumentException.class, () -> router.route(new float[6], 2, ExpertMask.none(4)));
    }
}
