package io.trivium.runtime.execution;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One loaded version of a model. Shared by reference count: the holder of a reference may run it, and its native
 * resources are closed when the last reference is given back. Thread-safe.
 */
public interface ServedModel {
    ModelName name();

    VersionNumber version();

    ModelSpec spec();

    /** The form that a request must have. */
    ModelSignature signature();

    /**
     * The variant that serves a tenant: requests of tenants with equal answers may run in one batch, others may not.
     *
     * @return null when the tenant is served with the common pieces
     */
    default @Nullable TenantId variant(@Nullable TenantId tenant) {
        return null;
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
     * @param tenant whose variant is wanted; null for none. In a batch of several tenants, {@link #variant} is the
     *     same for all, and any of them may be given
     */
    Execution start(Map<String, Tensor> inputs, List<String> outputs, @Nullable TenantId tenant);
}
