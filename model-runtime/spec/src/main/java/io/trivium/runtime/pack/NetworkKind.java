package io.trivium.runtime.pack;

import java.util.List;

/**
 * A kind of network that a specification may describe. Found by {@link java.util.ServiceLoader}, so that a pack needs to
 * know no network. Thread-safe.
 */
public interface NetworkKind {
    /** The value of {@code network.kind}. */
    String name();

    /**
     * Reads the parts {@code network} and {@code training} as the trainer does, unknown keys refused.
     *
     * @throws InvalidPackException with every fault
     */
    void check(byte[] yaml, ModelSpec spec);

    /** Files a pack must hold to serve this network in pieces; empty for a network that is one graph. */
    List<String> pieces(byte[] yaml, ModelSpec spec);
}
