package io.trivium.runtime.training.moe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelSpec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.Test;

class TransplantTest {
    private static final String W1 = ParameterNames.layer(1, ParameterNames.EXPERTS_W1);
    private static final String ROUTER = ParameterNames.layer(0, ParameterNames.ROUTER_WEIGHT);
    private static final String Q = ParameterNames.layer(0, ParameterNames.Q);
    private static final String HEAD = ParameterNames.headWeight("score");

    private static Transplant.Source network(String groups, String own, float value) {
        String yaml = ToyTask.SPEC
                .replace("groups: {general: 4, fin: 4}", "groups: " + groups)
                .replace("group: fin", "group: " + own);
        byte[] bytes = yaml.getBytes(StandardCharsets.UTF_8);
        ModelSpec model = ModelSpec.parse(bytes);
        NetworkSpec spec = NetworkSpec.parse(bytes, model);
        Parameters parameters = new Parameters();
        ParameterNames.shapes(spec, model).forEach((name, shape) -> {
            float[] values = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
            Arrays.fill(values, value);
            parameters.put(name, shape, values);
        });
        return new Transplant.Source(spec, parameters);
    }

    /** The value of each expert in a tensor whose numbers are all alike within an expert. */
    private static float[] perExpert(Transplant.Source network, String name) {
        float[] all = network.parameters().get(name);
        int experts = network.spec().topology().experts();
        float[] found = new float[experts];
        for (int e = 0; e < experts; e++) {
            int each = all.length / experts;
            found[e] = all[e * each];
            for (int i = e * each; i < (e + 1) * each; i++) assertEquals(found[e], all[i], name);
        }
        return found;
    }

    private static float only(Transplant.Source network, String name) {
        float[] all = network.parameters().get(name);
        for (float each : all) assertEquals(all[0], each, name);
        return all[0];
    }

    @Test
    void takesOverTheTrunkAndTheGroupsThatBothHave() {
        Transplant.Source from = network("{general: 4, fin: 4}", "fin", 1);
        Transplant.Source to = network("{med: 2, general: 4, fin: 3}", "med", 9);
        Transplant.trunk(from, to.spec(), to.parameters());
        assertEquals(1, only(to, Q));
        assertEquals(1, only(to, HEAD));
        // fin has another number of experts there, med is new
        for (String name : new String[] {W1, ROUTER}) {
            assertArrayEquals(new float[] {9, 9, 1, 1, 1, 1, 9, 9, 9}, perExpert(to, name), name);
        }
    }

    @Test
    void movesOneGroupAlone() {
        Transplant.Source from = network("{general: 4, fin: 4}", "fin", 1);
        Transplant.Source to = network("{fin: 4, general: 4}", "fin", 9);
        Transplant.group(from, "fin", to.spec(), to.parameters());
        assertArrayEquals(new float[] {1, 1, 1, 1, 9, 9, 9, 9}, perExpert(to, W1));
        assertEquals(9, only(to, Q));
    }

    @Test
    void joinsBranchesEachWithItsOwnGroup() {
        Transplant.Source base = network("{general: 4, fin: 4}", "fin", 1);
        Transplant.Source fin = network("{general: 4, fin: 4}", "fin", 2);
        Transplant.Source med = network("{general: 4, med: 4}", "med", 4);
        Transplant.Source joined = network("{general: 4, fin: 4, med: 4}", "fin", 9);
        LinkedHashMap<String, Transplant.Source> branches = new LinkedHashMap<>();
        branches.put("fin", fin);
        branches.put("med", med);
        Transplant.mix(base, branches, joined.spec(), joined.parameters());
        for (String name : new String[] {W1, ROUTER}) {
            assertArrayEquals(new float[] {1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4}, perExpert(joined, name), name);
        }
        assertEquals(3, only(joined, Q), "the trunk is the branches' mean");
        assertEquals(2, only(joined, HEAD), "the head is the one of the task's own group");
    }

    @Test
    void refusesTrunksAndGroupsOfOtherSizes() {
        Transplant.Source from = network("{general: 4, fin: 4}", "fin", 1);
        Transplant.Source wide = network("{general: 4, fin: 3}", "fin", 9);
        assertThrows(
                IllegalArgumentException.class, () -> Transplant.group(from, "fin", wide.spec(), wide.parameters()));
        assertThrows(
                IllegalArgumentException.class, () -> Transplant.group(from, "med", wide.spec(), wide.parameters()));
        byte[] yaml = ToyTask.SPEC.replace("width: 16", "width: 32").getBytes(StandardCharsets.UTF_8);
        NetworkSpec other = NetworkSpec.parse(yaml, ModelSpec.parse(yaml));
        assertThrows(IllegalArgumentException.class, () -> Transplant.trunk(from, other, wide.parameters()));
    }
}
