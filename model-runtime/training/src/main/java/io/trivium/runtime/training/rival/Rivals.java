package io.trivium.runtime.training.rival;

import java.util.List;

/** The simple models that every evaluation has compares with the served one. */
public final class Rivals {
    private Rivals() {}

    /**
     * Constant, linear, boosted trees and a dense network.
     *
     * @param parameters of the dense network
     */
    public static List<Rival> all(long parameters) {
        return List.of(new ConstantRival(), new LinearRival(), new TreesRival(), new DenseRival(parameters));
    }
}
