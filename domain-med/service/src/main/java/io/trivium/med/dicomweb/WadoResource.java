package io.trivium.med.dicomweb;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import io.trivium.med.MedErrorCode;
import io.trivium.med.archive.InstanceRepository;
import io.trivium.med.archive.StoredFiles;
import io.trivium.med.archive.StoredInstance;
import io.trivium.med.dicom.data.DataSet;
import io.trivium.med.dicom.data.DicomJson;
import io.trivium.med.dicom.data.Element.Bulk;
import io.trivium.med.dicom.data.Element.Span;
import io.trivium.med.dicom.data.Frames;
import io.trivium.med.dicom.data.Tag;
import io.trivium.med.dicom.data.Uids;
import io.trivium.med.dicom.data.Vr;
import io.trivium.med.reading.StudyAccess;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * WADO-RS (PS3.18 10.4): instances as they were stored, their metadata, and frames as stored in the file. Every reader
 * of a study is recorded in the audit log.
 */
@Path("/dicom-web")
@RunOnVirtualThread
@RolesAllowed({Roles.MED_RADIOLOGIST, Roles.MED_INTEGRATOR})
public class WadoResource {

    private static final String JSON = "application/dicom+json";
    private static final JsonFactory FACTORY = new JsonFactory();

    private final InstanceRepository instances;
    private final StoredFiles files;
    private final StudyAccess access;
    private final TenantContext tenant;

    WadoResource(InstanceRepository instances, StoredFiles files, StudyAccess access, TenantContext tenant) {
        this.instances = instances;
        this.files = files;
        this.access = access;
        this.tenant = tenant;
    }

    @GET
    @Path("studies/{study}")
    public Response study(@PathParam("study") String study) {
        TenantId caller = tenant.require();
        return objects(caller, found(caller, study, instances.ofStudy(caller, study)));
    }

    @GET
    @Path("studies/{study}/series/{series}")
    public Response series(@PathParam("study") String study, @PathParam("series") String series) {
        TenantId caller = tenant.require();
        return objects(caller, found(caller, study, instances.ofSeries(caller, study, series)));
    }

    @GET
    @Path("studies/{study}/series/{series}/instances/{instance}")
    public Response instance(
            @PathParam("study") String study,
            @PathParam("series") String series,
            @PathParam("instance") String instance) {
        TenantId caller = tenant.require();
        return objects(caller, List.of(one(caller, study, series, instance)));
    }

    @GET
    @Path("studies/{study}/metadata")
    public Response studyMetadata(@PathParam("study") String study, @Context UriInfo address) {
        TenantId caller = tenant.require();
        return metadata(caller, found(caller, study, instances.ofStudy(caller, study)), address);
    }

    @GET
    @Path("studies/{study}/series/{series}/metadata")
    public Response seriesMetadata(
            @PathParam("study") String study, @PathParam("series") String series, @Context UriInfo address) {
        TenantId caller = tenant.require();
        return metadata(caller, found(caller, study, instances.ofSeries(caller, study, series)), address);
    }

    @GET
    @Path("studies/{study}/series/{series}/instances/{instance}/metadata")
    public Response instanceMetadata(
            @PathParam("study") String study,
            @PathParam("series") String series,
            @PathParam("instance") String instance,
            @Context UriInfo address) {
        TenantId caller = tenant.require();
        return metadata(caller, List.of(one(caller, study, series, instance)), address);
    }

    /**
     * Frames, undecoded.
     *
     * @param frames numbers from 1, separated by commas, at most 10,000
     */
    @GET
    @Path("studies/{study}/series/{series}/instances/{instance}/frames/{frames}")
    public Response frames(
            @PathParam("study") String study,
            @PathParam("series") String series,
            @PathParam("instance") String instance,
            @PathParam("frames") String frames) {
        TenantId caller = tenant.require();
        StoredInstance stored = one(caller, study, series, instance);
        List<Integer> numbers = FrameList.parse(frames);
        if (stored.transferSyntax().equals(Uids.DEFLATED)) {
            throw new PlatformException(
                    MedErrorCode.OBJECT_UNREADABLE, "The data set is deflated as a whole; retrieve the instance.");
        }
        List<List<Span>> asked = new ArrayList<>();
        try (FileChannel file = files.open(caller, stored)) {
            List<List<Span>> all = Frames.of(files.metadata(file, stored), file, stored.dataSetOffset());
            for (int number : numbers) {
                if (number > all.size()) {
                    throw new PlatformException(
                            MedErrorCode.OBJECT_NOT_FOUND, "The instance has " + all.size() + " frames.");
                }
                asked.add(all.get(number - 1));
            }
        } catch (IOException e) {
            throw new PlatformException(
                    MedErrorCode.OBJECT_UNREADABLE, "The frames cannot be found: " + e.getMessage());
        }
        String type = MediaTypes.ofFrames(stored.transferSyntax());
        return multipart(type, out -> {
            try (FileChannel file = files.open(caller, stored)) {
                for (List<Span> frame : asked) {
                    out.part(MediaTypes.withTransferSyntax(type, stored.transferSyntax()));
                    for (Span span : frame) {
                        out.copy(file, span.offset(), span.length());
                    }
                }
            }
        });
    }

    /**
     * Returns a long value as stored in the file.
     *
     * @param tag eight hexadecimal digits, of an element that is not in a sequence
     */
    @GET
    @Path("studies/{study}/series/{series}/instances/{instance}/bulkdata/{tag}")
    public Response bulkData(
            @PathParam("study") String study,
            @PathParam("series") String series,
            @PathParam("instance") String instance,
            @PathParam("tag") String tag) {
        TenantId caller = tenant.require();
        StoredInstance stored = one(caller, study, series, instance);
        if (!tag.matches("[0-9A-F]{8}") || stored.transferSyntax().equals(Uids.DEFLATED)) {
            throw notFound();
        }
        Bulk found;
        try (FileChannel file = files.open(caller, stored)) {
            found = files.metadata(file, stored)
                    .element(Integer.parseUnsignedInt(tag, 16))
                    .filter(Bulk.class::isInstance)
                    .map(Bulk.class::cast)
                    .orElseThrow(WadoResource::notFound);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return multipart("application/octet-stream", out -> {
            try (FileChannel file = files.open(caller, stored)) {
                out.part("application/octet-stream");
                out.copy(file, stored.dataSetOffset() + found.offset(), found.length());
            }
        });
    }

    private StoredInstance one(TenantId caller, String study, String series, String instance) {
        if (!Uids.isUid(study) || !Uids.isUid(series) || !Uids.isUid(instance)) {
            throw notFound();
        }
        StoredInstance found = instances.find(caller, study, series, instance).orElseThrow(WadoResource::notFound);
        access.record(caller, study);
        return found;
    }

    private List<StoredInstance> found(TenantId caller, String study, List<StoredInstance> found) {
        if (found.isEmpty()) {
            throw notFound();
        }
        access.record(caller, study);
        return found;
    }

    private static PlatformException notFound() {
        return new PlatformException(MedErrorCode.OBJECT_NOT_FOUND, "There is no such object.");
    }

    private Response objects(TenantId caller, List<StoredInstance> found) {
        return multipart("application/dicom", out -> {
            for (StoredInstance instance : found) {
                try (FileChannel file = files.open(caller, instance)) {
                    out.part(MediaTypes.withTransferSyntax("application/dicom", instance.transferSyntax()));
                    out.copy(file, 0, instance.size());
                }
            }
        });
    }

    private interface Parts {
        void write(MultipartWriter out) throws IOException;
    }

    private static Response multipart(String type, Parts parts) {
        String boundary = MultipartWriter.newBoundary();
        StreamingOutput body = stream -> {
            MultipartWriter out = new MultipartWriter(stream, boundary);
            parts.write(out);
            out.end();
        };
        return Response.ok(body)
                .header("Content-Type", "multipart/related; type=\"" + type + "\"; boundary=" + boundary)
                .build();
    }

    private Response metadata(TenantId caller, List<StoredInstance> found, UriInfo address) {
        String base = address.getBaseUri().resolve("/dicom-web").getRawPath();
        if (found.size() == 1) {
            // An instance that cannot be read is a problem while there is still a status to say so with.
            readable(caller, found.getFirst());
        }
        StreamingOutput body = stream -> {
            try (JsonGenerator json = FACTORY.createGenerator(stream)) {
                json.writeStartArray();
                for (StoredInstance instance : found) {
                    DicomJson.write(json, metadataOrIndex(caller, instance), bulkBase(base, instance));
                }
                json.writeEndArray();
            }
        };
        return Response.ok(body).header("Content-Type", JSON).build();
    }

    private void readable(TenantId caller, StoredInstance instance) {
        try (FileChannel file = files.open(caller, instance)) {
            files.metadata(file, instance);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the identifying attributes of an instance that cannot be read; other instances must not be affected. */
    private DataSet metadataOrIndex(TenantId caller, StoredInstance instance) throws IOException {
        try (FileChannel file = files.open(caller, instance)) {
            return files.metadata(file, instance);
        } catch (PlatformException e) {
            return new DataSet()
                    .text(Tag.SOP_CLASS, Vr.UI, instance.sopClass())
                    .text(Tag.SOP_INSTANCE, Vr.UI, instance.sopInstance())
                    .text(Tag.STUDY_INSTANCE, Vr.UI, instance.study())
                    .text(Tag.SERIES_INSTANCE, Vr.UI, instance.series());
        }
    }

    private static String bulkBase(String base, StoredInstance instance) {
        return base + "/studies/" + instance.study() + "/series/" + instance.series() + "/instances/"
                + instance.sopInstance() + "/bulkdata";
    }
}
