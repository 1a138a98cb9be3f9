package io.trivium.med.dicomweb;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Caller;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.med.MedErrorCode;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.dicom.DicomConfig;
import io.trivium.med.dicom.InstanceSink;
import io.trivium.med.dicomweb.Accept.Offer;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** STOW-RS (PS3.18 10.5): every part of the body is stored as it arrives, and is answered separately. */
@Path("/dicom-web")
@RunOnVirtualThread
@RolesAllowed({Roles.MED_RADIOLOGIST, Roles.MED_INTEGRATOR})
@APIResponse(
        responseCode = "200",
        description = "All instances are stored, none with a warning",
        content = @Content(mediaType = StowResource.DICOM_JSON))
@APIResponse(
        responseCode = "202",
        description = "Some are not stored, or are stored with a warning; the answer names them with their reasons",
        content = @Content(mediaType = StowResource.DICOM_JSON))
@APIResponse(
        responseCode = "400",
        description = "The body is no multipart message (a problem), or no part of it is a DICOM file (the reasons)",
        content = @Content(mediaType = StowResource.DICOM_JSON))
@APIResponse(
        responseCode = "409",
        description = "None is stored, for the reasons in the answer",
        content = @Content(mediaType = StowResource.DICOM_JSON))
public class StowResource {

    static final String DICOM_JSON = DataSets.JSON;

    private static final int MOST_PARTS = 20_000;

    private final InstanceSink sink;
    private final Set<String> privateClasses;
    private final TenantContext tenant;
    private final Caller caller;

    StowResource(InstanceSink sink, DicomConfig config, TenantContext tenant, Caller caller) {
        this.sink = sink;
        this.privateClasses = config.privateSopClasses().orElse(Set.of());
        this.tenant = tenant;
        this.caller = caller;
    }

    @POST
    @Path("studies")
    @Consumes("multipart/related")
    public Response store(
            @HeaderParam("Content-Type") String contentType,
            @Context HttpHeaders headers,
            @Context UriInfo address,
            InputStream body) {
        return storeAll(null, contentType, Accept.of(headers, address), address, body);
    }

    @POST
    @Path("studies/{study}")
    @Consumes("multipart/related")
    public Response storeInStudy(
            @PathParam("study") String study,
            @HeaderParam("Content-Type") String contentType,
            @Context HttpHeaders headers,
            @Context UriInfo address,
            InputStream body) {
        StudyInstanceUid uid = StudyInstanceUid.parse(study)
                .orElseThrow(() ->
                        new PlatformException(MedErrorCode.STOW_INVALID, "The address names no Study Instance UID."));
        return storeAll(uid, contentType, Accept.of(headers, address), address, body);
    }

    private Response storeAll(
            @Nullable StudyInstanceUid study, String contentType, Accept accept, UriInfo address, InputStream body) {
        Offer form = DataSets.chosenForOne(accept);
        StowRequest request = new StowRequest(
                sink,
                privateClasses,
                tenant.require(),
                "user:" + caller.name(),
                study,
                address.getBaseUri().resolve("/dicom-web").toString());
        try {
            MultipartReader parts = new MultipartReader(body, ContentType.parameter(contentType, "boundary"));
            Map<String, String> headers = parts.nextPart();
            while (headers != null) {
                if (parts.parts() > MOST_PARTS) {
                    throw new MultipartReader.MalformedException("the body has more than 20,000 parts");
                }
                if (!headers.getOrDefault("content-type", "application/dicom").startsWith("application/dicom")
                        || headers.getOrDefault("content-type", "").startsWith("application/dicom+")) {
                    throw new PlatformException(
                            MedErrorCode.STOW_MEDIA_TYPE, "A part is not of the type application/dicom.");
                }
                request.store(parts.body());
                headers = parts.nextPart();
            }
        } catch (IOException e) {
            if (request.stored() == 0) {
                throw new PlatformException(
                        MedErrorCode.STOW_INVALID, "The body cannot be taken apart: " + e.getMessage());
            }
            request.broken();
        } finally {
            request.end();
        }
        if (request.stored() + request.failed() == 0) {
            throw new PlatformException(MedErrorCode.STOW_INVALID, "The body has no part.");
        }
        return DataSets.one(form, request.answer()).status(request.status()).build();
    }
}
