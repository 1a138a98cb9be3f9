package io.trivium.runtime.execution;

import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * One loaded version of a model. Shared by reference count: whoever holds a reference may run it, and what it holds
 * natively closes when the last reference is given back. Thread-safe.
 */
public interface ServedModel {
    String name();

    String version();

    ModelSpec spec();

    /** What a request must look like. */
    ModelSignature signature();

    /**
     * What a tenant is served with: requests of tenants with equal answers may run in one batch, others may not.
     *
     * @return empty when the tenant is served with what everybody is
     */
    default String variant(String tenant) {
        return "";
    }

    /** Takes a reference; false when the model is already closed. */
    boolean retain();

    /** Gives a reference back. */
    void release();

    /** Bytes of weights in open native sessions. */
    long residentBytes();

    /**
     * Begins a batch. The caller holds a reference until the execution is closed.
     *
     * @param inputs accepted by the model's signature
     * @param outputs names in the order wanted
     * @param tenant whose variant is wanted; empty for none. In a batch of several tenants, {@link #variant} is the
     *     same for all, and any of them stands for the others
     */
    Execution start(Map<String, Tensor> inputs, List<String> outputs, String tenant);
}
