package io.trivium.med.dicomweb;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import io.trivium.med.archive.InstanceContent;
import io.trivium.med.archive.InstanceRepository;
import io.trivium.med.archive.StoredFiles;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.dataset.Uids;
import io.trivium.med.privacy.PatientSearches;
import io.trivium.med.reading.StudyAccess;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was stored under a SOP Instance UID, what DICOMweb does not serve included: contents that came with a UID that was known
 * with another content, and objects whose data set cannot be read or names no study.
 */
@Path("/v1/instances")
@RolesAllowed({Roles.MED_RADIOLOGIST, Roles.MED_INTEGRATOR})
@RunOnVirtualThread
public class InstanceResource {

    private final InstanceRepository instances;
    private final StoredFiles files;
    private final StudyAccess access;
    private final PatientSearches searches;
    private final TenantContext tenant;

    InstanceResource(
            InstanceRepository instances,
            StoredFiles files,
            StudyAccess access,
            PatientSearches searches,
            TenantContext tenant) {
        this.instances = instances;
        this.files = files;
        this.access = access;
        this.searches = searches;
        this.tenant = tenant;
    }

    /**
     * Lists the instances that a person should look at, the newest first: contents that came with a SOP Instance UID that was known with
     * another content, and instances that were stored with a warning.
     *
     * @param study a Study Instance UID; all without
     * @param limit 1 to 500
     * @param offset how many are left out at the beginning
     */
    @GET
    @Path("problems")
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.MED_RADIOLOGIST, Roles.MED_INTEGRATOR, Roles.PLATFORM_AUDITOR})
    public InstanceContentView.InstanceContents problems(
            @QueryParam("study") @Nullable String study,
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(500) int limit,
            @QueryParam("offset") @DefaultValue("0") @Min(0) int offset) {
        StudyInstanceUid uid = StudyInstanceUid.parse(study).orElse(null);
        if (study != null && uid == null) return new InstanceContentView.InstanceContents(List.of());
        return new InstanceContentView.InstanceContents(
                instances.problems(tenant.require(), uid, limit, offset).stream()
                        .map(content -> InstanceContentView.of(content, null))
                        .toList());
    }

    /** Lists all contents that were stored under a SOP Instance UID, the first first, with the patient that each names. */
    @GET
    @Path("{instance}/contents")
    @Produces(MediaType.APPLICATION_JSON)
    public InstanceContentView.InstanceContents contents(@PathParam("instance") String instance) {
        List<InstanceContent> found = known(instance);
        searches.recordOnce(
                tenant.require(),
                "contents",
                Map.of("SOPInstanceUID", instance),
                found.size(),
                found.stream().map(InstanceContent::study).distinct().count());
        return new InstanceContentView.InstanceContents(found.stream()
                .map(content -> InstanceContentView.of(
                        content, metadata(tenant.require(), content).orElse(null)))
                .toList());
    }

    /**
     * Returns one content as it is stored.
     *
     * @param sha256 of the content
     */
    @GET
    @Path("{instance}/contents/{sha256}")
    @APIResponse(
            responseCode = "200",
            description = "The DICOM file",
            content = @Content(mediaType = "application/dicom"))
    public Response content(@PathParam("instance") String instance, @PathParam("sha256") String sha256) {
        TenantId caller = tenant.require();
        InstanceContent found = known(instance).stream()
                .filter(each -> each.sha256().equals(sha256))
                .findFirst()
                .orElseThrow(Retrieval::notFound);
        if (found.study() == null) access.recordInstance(caller, instance);
        else access.record(caller, found.study());
        StreamingOutput body = stream -> {
            try (FileChannel file = files.open(caller, found)) {
                new MultipartWriter(stream, "").copy(file, 0, found.size());
            }
        };
        return Response.ok(body)
                .header("Content-Type", MediaTypes.withTransferSyntax("application/dicom", found.transferSyntax()))
                .header("Content-Disposition", "attachment; filename=\"" + sha256 + ".dcm\"")
                .build();
    }

    private List<InstanceContent> known(String instance) {
        if (!Uids.isUid(instance)) throw Retrieval.notFound();
        List<InstanceContent> found = instances.contents(tenant.require(), instance);
        if (found.isEmpty()) throw Retrieval.notFound();
        return found;
    }

    /** Empty for a data set that cannot be read. */
    private Optional<DataSet> metadata(TenantId caller, InstanceContent content) {
        try (FileChannel file = files.open(caller, content)) {
            return Optional.of(files.metadata(file, content));
        } catch (PlatformException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
