package io.trivium.industrial.process.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class MlpTest {
    private static final List<Integer> SIZES = List.of(3, 5, 4, 2);

    @Test
    void computesALayerAsWrittenDown() {
        Mlp network = Mlp.of(
                List.of(2, 1, 1),
                List.of(new double[] {0.5, -1}, new double[] {0.25}, new double[] {2}, new double[] {-0.5}));
        assertEquals(2 * Math.tanh(0.5 * 3 - 1 + 0.25) - 0.5, network.of(new double[] {3, 1})[0], 1e-12);
    }

    @Test
    void differentiatesLikeFiniteDifferences() {
        SplittableRandom random = new SplittableRandom(11);
        Mlp network = Mlp.random(SIZES, 1, random);
        DMatrixRMaj input = new DMatrixRMaj(6, 3);
        DMatrixRMaj weights = new DMatrixRMaj(6, 2);
        for (int i = 0; i < input.data.length; i++) input.data[i] = random.nextGaussian();
        for (int i = 0; i < weights.data.length; i++) weights.data[i] = random.nextGaussian();
        List<double[]> gradients = network.backward(network.forward(input), weights);
        for (int t = 0; t < gradients.size(); t++) {
            double[] parameters = network.tensors().get(t);
            double[] expected = new double[parameters.length];
            for (int i = 0; i < parameters.length; i++) {
                double held = parameters[i];
                parameters[i] = held + 1e-5;
                double above = loss(network, input, weights);
                parameters[i] = held - 1e-5;
                expected[i] = (above - loss(network, input, weights)) / 2e-5;
                parameters[i] = held;
            }
            assertArrayEquals(expected, gradients.get(t), 1e-6, "tensor " + t);
        }
    }

    private static double loss(Mlp network, DMatrixRMaj input, DMatrixRMaj weights) {
        double loss = 0;
        double[] output = network.forward(input).output().data;
        for (int i = 0; i < output.length; i++) loss += weights.data[i] * output[i];
        return loss;
    }

    @Test
    void blendsParameterByParameter() {
        Mlp one = Mlp.random(SIZES, 1, new SplittableRandom(1));
        Mlp other = Mlp.random(SIZES, 1, new SplittableRandom(2));
        double expected =
                0.75 * one.tensors().get(0)[3] + 0.25 * other.tensors().get(0)[3];
        Mlp blended = one.copy();
        blended.blend(other, 0.25);
        assertEquals(expected, blended.tensors().get(0)[3], 1e-12);
    }

    @Test
    void refusesWeightsThatAreNoneOrDoNotFit() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Mlp.of(List.of(1, 1), List.of(new double[] {Double.NaN}, new double[] {0})));
        assertThrows(
                IllegalArgumentException.class,
                () -> Mlp.of(List.of(2, 1), List.of(new double[] {1}, new double[] {0})));
        assertThrows(IllegalArgumentException.class, () -> Mlp.of(SIZES, List.of()));
    }
}
