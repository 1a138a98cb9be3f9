package io.trivium.med.dicomweb;

import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import io.trivium.med.MedErrorCode;
import io.trivium.med.archive.InstanceRepository;
import io.trivium.med.archive.StoredInstance;
import io.trivium.med.dataset.StudyInstanceUid;
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
        StudyInstanceUid uid = uid(study);
        return found(uid, instances.ofStudy(tenant.require(), uid));
    }

    List<StoredInstance> series(String study, String series) {
        StudyInstanceUid uid = uid(study);
        return found(uid, instances.ofSeries(tenant.require(), uid, series));
    }

    StoredInstance instance(String study, String series, String instance) {
        StudyInstanceUid uid = uid(study);
        if (!Uids.isUid(series) || !Uids.isUid(instance)) throw notFound();
        StoredInstance found =
                instances.find(tenant.require(), uid, series, instance).orElseThrow(Retrieval::notFound);
        access.record(tenant.require(), uid);
        return found;
    }

    private List<StoredInstance> found(StudyInstanceUid study, List<StoredInstance> found) {
        if (found.isEmpty()) throw notFound();
        access.record(tenant.require(), study);
        return found;
    }

    /** The study of an address; a text that is no UID names none. */
    private static StudyInstanceUid uid(String study) {
        return StudyInstanceUid.parse(study).orElseThrow(Retrieval::notFound);
    }

    static PlatformException notFound() {
        return new PlatformException(MedErrorCode.OBJECT_NOT_FOUND, "There is no such object.");
    }
}
