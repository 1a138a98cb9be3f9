package io.trivium.med.reading;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import io.trivium.med.dataset.StudyInstanceUid;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** Compares a study with an earlier one. */
@Path("/v1/studies/{study}/comparison")
@RolesAllowed({Roles.MED_RADIOLOGIST, Roles.MED_INTEGRATOR, Roles.PLATFORM_AUDITOR})
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ComparisonResource {

    private final ComparisonService comparisons;
    private final StudyAccess access;
    private final TenantContext tenant;

    ComparisonResource(ComparisonService comparisons, StudyAccess access, TenantContext tenant) {
        this.comparisons = comparisons;
        this.access = access;
        this.tenant = tenant;
    }

    /**
     * Returns the changes since the prior.
     *
     * @param revision of this study; the newest without
     * @param prior study to compare with; without, the newest earlier study of the patient, or else the revision before
     * @param priorRevision of the prior
     */
    @GET
    public ComparisonView compare(
            @PathParam("study") String study,
            @QueryParam("revision") @Min(1) @Nullable Integer revision,
            @QueryParam("prior") @Nullable String prior,
            @QueryParam("priorRevision") @Min(1) @Nullable Integer priorRevision) {
        TenantId own = tenant.require();
        StudyInstanceUid uid = StudyRepository.uid(study);
        ComparisonView found = comparisons.compare(own, uid, revision, prior, priorRevision);
        access.record(own, uid);
        if (found.prior() != null) access.record(own, found.prior().studyInstanceUid());
        return found;
    }
}
