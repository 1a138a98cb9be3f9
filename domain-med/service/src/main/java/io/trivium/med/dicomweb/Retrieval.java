package io.trivium.med.dicomweb;

import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import io.trivium.med.MedErrorCode;
import io.trivium.med.archive.InstanceRepository;
import io.trivium.med.archive.StoredInstance;
import io.trivium.med.dataset.Uids;
import io.trivium.med.reading.StudyAccess;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Looks up what a request retrieves, among the objects of the caller's organisation, and records the access to its study. Thread-safe.
 */
@ApplicationScoped
class Retrieval {

    private final InstanceRepository instances;
    private final StudyAccess access;
    private final TenantContext tenant;

    Retrieval(InstanceRepository instances, StudyAccess access, TenantContext tenant) {
        this.instances = instances;
        this.access = access;
        this.tenant = tenant;
    }

    TenantId tenant() {
        return tenant.require();
    }

    List<StoredInstance> study(String study) {
        return found(study, instances.ofStudy(tenant.require(), study));
    }

    List<StoredInstance> series(String study, String series) {
        return found(study, instances.ofSeries(tenant.require(), study, series));
    }

    StoredInstance instance(String study, String series, String instance) {
        if (!Uids.isUid(study) || !Uids.isUid(series) || !Uids.isUid(instance)) {
            throw notFound();
        }
        StoredInstance found =
                instances.find(tenant.require(), study, series, instance).orElseThrow(Retrieval::notFound);
        access.record(tenant.require(), study);
        return found;
    }

    private List<StoredInstance> found(String study, List<StoredInstance> found) {
        if (found.isEmpty()) {
            throw notFound();
        }
        access.record(tenant.require(), study);
        return found;
    }

    static PlatformException notFound() {
        return new PlatformException(MedErrorCode.OBJECT_NOT_FOUND, "There is no such object.");
    }
}
