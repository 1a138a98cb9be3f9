package io.trivium.med.reading;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.med.MedErrorCode;
import io.trivium.med.dataset.StudyInstanceUid;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Radiologists' decisions on findings. */
@Path("/v1/studies/{study}/revisions/{revision}/findings/{trackingUid}/decisions")
@RolesAllowed(Roles.MED_RADIOLOGIST)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class DecisionResource {

    private final DecisionService decisions;
    private final TenantContext tenant;

    DecisionResource(DecisionService decisions, TenantContext tenant) {
        this.decisions = decisions;
        this.tenant = tenant;
    }

    /** Accepts, rejects or corrects a finding. The decision is in the audit log, and is learnt from. */
    @POST
    public FindingView decide(
            @PathParam("study") String study,
            @PathParam("revision") int revision,
            @PathParam("trackingUid") String trackingUid,
            @NotNull @Valid DecisionRequest request) {
        StudyInstanceUid uid = StudyInstanceUid.parse(study)
                .orElseThrow(() -> new PlatformException(
                        MedErrorCode.FINDING_NOT_FOUND, MedErrorCode.FINDING_NOT_FOUND.meaning()));
        return decisions.decide(tenant.require(), uid, revision, trackingUid, request);
    }
}
