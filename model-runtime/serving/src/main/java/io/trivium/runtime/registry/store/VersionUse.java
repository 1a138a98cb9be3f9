package io.trivium.runtime.registry.store;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import java.util.Optional;

/** What other parts of the service use versions for; a version that is used is not deleted. Thread-safe. */
public interface VersionUse {
    /**
     * What a version is used for.
     *
     * @param viewer the tenant of the person who asks
     * @return a sentence without a full stop, which says what to do; empty when it is not used
     */
    Optional<String> of(TenantId viewer, ModelName model, VersionNumber version);
}
