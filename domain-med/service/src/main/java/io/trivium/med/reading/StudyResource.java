package io.trivium.med.reading;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Caller;
import io.trivium.core.security.FreshLogin;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import io.trivium.med.MedErrorCode;
import io.trivium.med.archive.StudyRemoval;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.processing.StudyProcessor;
import io.trivium.med.reading.slice.SeriesGeometries;
import io.trivium.med.reading.slice.SeriesGeometry;
import io.trivium.med.reading.slice.SliceImages;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Studies for reading: findings, results and slices. Every access to a study is recorded in the audit log. */
@Path("/v1/studies")
@RolesAllowed({Roles.MED_RADIOLOGIST, Roles.MED_INTEGRATOR, Roles.PLATFORM_AUDITOR})
@RunOnVirtualThread
public class StudyResource {

    private final StudyRepository studies;
    private final SeriesGeometries series;
    private final SliceImages images;
    private final StudyAccess access;
    private final StudyProcessor processor;
    private final StudyRemoval removal;
    private final Caller caller;
    private final TenantContext tenant;

    StudyResource(
            StudyRepository studies,
            SeriesGeometries series,
            SliceImages images,
            StudyAccess access,
            StudyProcessor processor,
            StudyRemoval removal,
            Caller caller,
            TenantContext tenant) {
        this.studies = studies;
        this.series = series;
        this.images = images;
        this.access = access;
        this.processor = processor;
        this.removal = removal;
        this.caller = caller;
        this.tenant = tenant;
    }

    /**
     * A study with its revisions, and the findings, results and deliveries of one of them.
     *
     * @param revision the newest without
     */
    @GET
    @Path("{study}")
    @Produces(MediaType.APPLICATION_JSON)
    public StudyView study(
            @PathParam("study") String study, @QueryParam("revision") @Min(1) @Nullable Integer revision) {
        TenantId own = tenant.require();
        StudyInstanceUid uid = StudyRepository.uid(study);
        StudyView found = studies.find(own, uid, revision);
        access.record(own, uid);
        return found;
    }

    /** Requeues a study whose reading was abandoned, with as many attempts as a new one. The reason is recorded. */
    @POST
    @Path("{study}/retry")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.MED_RADIOLOGIST, Roles.MED_INTEGRATOR})
    public void retry(@PathParam("study") String study, @NotNull @Valid ReasonRequest request) {
        TenantId own = tenant.require();
        StudyInstanceUid uid = StudyRepository.uid(study);
        studies.find(own, uid, null);
        if (!processor.retry(own, uid, caller.name(), request.reason())) {
            throw new PlatformException(MedErrorCode.STUDY_NOT_FAILED, MedErrorCode.STUDY_NOT_FAILED.meaning());
        }
    }

    /**
     * Removes a study with its images, results and all that was said about them, permanently. What it was stays in the
     * audit log; what was learned from its findings is erased by subject in the model runtime.
     */
    @POST
    @Path("{study}/removal")
    @FreshLogin
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MED_INTEGRATOR)
    public void remove(@PathParam("study") String study, @NotNull @Valid ReasonRequest request) {
        switch (removal.remove(tenant.require(), StudyRepository.uid(study), caller.name(), request.reason())) {
            case REMOVED -> {
                // Nothing more to say.
            }
            case UNDER_WAY ->
                throw new PlatformException(MedErrorCode.STUDY_UNDER_WAY, MedErrorCode.STUDY_UNDER_WAY.meaning());
            case NOT_FOUND ->
                throw new PlatformException(MedErrorCode.STUDY_NOT_FOUND, MedErrorCode.STUDY_NOT_FOUND.meaning());
        }
    }

    /** The slices of a series in the order of its grid, from the feet to the head in an axial one. */
    @GET
    @Path("{study}/series/{series}/slices")
    @Produces(MediaType.APPLICATION_JSON)
    public SeriesGeometry slices(@PathParam("study") String study, @PathParam("series") String seriesUid) {
        TenantId own = tenant.require();
        StudyInstanceUid uid = StudyInstanceUid.parse(study).orElseThrow(SliceImages::notFound);
        SeriesGeometry found = series.of(own, uid, seriesUid);
        access.record(own, uid);
        return found;
    }

    /**
     * The values of a slice, rescaled (Hounsfield units in CT): rows × columns signed 16 bit integers, little endian, row by
     * row. The window is applied by the reader.
     */
    @GET
    @Path("{study}/series/{series}/instances/{instance}/pixels")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @APIResponse(
            responseCode = "200",
            description = "The values, with the header X-Image-Size: rows x columns",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM,
                            schema =
                                    @Schema(
                                            type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING,
                                            format = "binary")))
    public Response pixels(
            @PathParam("study") String study,
            @PathParam("series") String seriesUid,
            @PathParam("instance") String instance) {
        TenantId own = tenant.require();
        StudyInstanceUid uid = StudyInstanceUid.parse(study).orElseThrow(SliceImages::notFound);
        SliceImages.Image image = images.read(own, uid, seriesUid, instance);
        access.record(own, uid);
        return Response.ok(image.values())
                .header("X-Image-Size", image.rows() + "x" + image.columns())
                .build();
    }
}
