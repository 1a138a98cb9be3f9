package io.trivium.runtime.export;

import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;

/**
 * The trunk's linear layers as graphs hold them, matrices of the same input stacked into one. The names are those of the
 * layers in every graph and in a quantisation.
 */
record LayerWeights(MoeTopology topology, Parameters parameters) {

    static String qkv(int l) {
        return ParameterNames.layer(l, "attention.qkv.weight");
    }

    static String output(int l) {
        return ParameterNames.layer(l, ParameterNames.O);
    }

    static String router(int l) {
        return ParameterNames.layer(l, ParameterNames.ROUTER_WEIGHT);
    }

    static String sharedIn(int l) {
        return ParameterNames.layer(l, "shared.w13.weight");
    }

    static String sharedOut(int l) {
        return ParameterNames.layer(l, ParameterNames.SHARED_W2);
    }

    static String expertIn(int l, int expert) {
        return ParameterNames.layer(l, "experts." + expert + ".w13.weight");
    }

    static String expertOut(int l, int expert) {
        return ParameterNames.layer(l, "experts." + expert + ".w2.weight");
    }

    /** A parameter of two dimensions. */
    Matrix matrix(String name) {
        long[] shape = parameters.shape(name);
        return new Matrix(Math.toIntExact(shape[0]), Math.toIntExact(shape[1]), parameters.get(name));
    }

    /** [3·H, H]. */
    Matrix qkvMatrix(int l) {
        return Matrix.stack(
                matrix(ParameterNames.layer(l, ParameterNames.Q)),
                matrix(ParameterNames.layer(l, ParameterNames.K)),
                matrix(ParameterNames.layer(l, ParameterNames.V)));
    }

    /** W1 over W3, [2·S, H]. */
    Matrix sharedInMatrix(int l) {
        return Matrix.stack(
                matrix(ParameterNames.layer(l, ParameterNames.SHARED_W1)),
                matrix(ParameterNames.layer(l, ParameterNames.SHARED_W3)));
    }

    /** W1 over W3 of one expert, [2·I, H]. */
    Matrix expertInMatrix(int l, int expert) {
        return Matrix.stack(
                one(ParameterNames.layer(l, ParameterNames.EXPERTS_W1), expert),
                one(ParameterNames.layer(l, ParameterNames.EXPERTS_W3), expert));
    }

    /** W2 of one expert, [H, I]. */
    Matrix expertOutMatrix(int l, int expert) {
        return one(ParameterNames.layer(l, ParameterNames.EXPERTS_W2), expert);
    }

    /** W1 of the shared expert and of the only routed one over their W3, [2·(S + I), H]. */
    Matrix denseInMatrix(int l) {
        return Matrix.stack(
                matrix(ParameterNames.layer(l, ParameterNames.SHARED_W1)),
                one(ParameterNames.layer(l, ParameterNames.EXPERTS_W1), 0),
                matrix(ParameterNames.layer(l, ParameterNames.SHARED_W3)),
                one(ParameterNames.layer(l, ParameterNames.EXPERTS_W3), 0));
    }

    /** W2 of the shared expert next to that of the only routed one, [H, S + I]. */
    Matrix denseOutMatrix(int l) {
        return matrix(sharedOut(l)).plus(expertOutMatrix(l, 0), (float) topology.routeScale());
    }

    /** The last projection of attention after the values' one, which is all that attention of a single token does. */
    Matrix singleTokenMatrix(int l) {
        return matrix(output(l)).after(matrix(ParameterNames.layer(l, ParameterNames.V)));
    }

    /** Expert number {@code expert} of a stack [E, rows, columns]. */
    Matrix one(String stack, int expert) {
        long[] shape = parameters.shape(stack);
        int rows = Math.toIntExact(shape[1]);
        int columns = Math.toIntExact(shape[2]);
        float[] values = new float[rows * columns];
        System.arraycopy(parameters.get(stack), expert * values.length, values, 0, values.length);
        return new Matrix(rows, columns, values);
    }
}
