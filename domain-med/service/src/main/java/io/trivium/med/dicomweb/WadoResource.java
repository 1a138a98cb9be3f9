package io.trivium.med.dicomweb;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantId;
import io.trivium.med.MedErrorCode;
import io.trivium.med.archive.StoredFiles;
import io.trivium.med.archive.StoredInstance;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.Element.Bulk;
import io.trivium.med.dataset.Element.Span;
import io.trivium.med.dataset.Frames;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Uids;
import io.trivium.med.dataset.Vr;
import io.trivium.med.dicomweb.Accept.Offer;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * WADO-RS (PS3.18 10.4): instances as they were stored, their metadata, and frames as stored in the file, in a form that the client
 * accepts; nothing is transcoded. Every reader of a study is recorded in the audit log.
 */
@Path("/dicom-web")
@RunOnVirtualThread
@RolesAllowed({Roles.MED_RADIOLOGIST, Roles.MED_INTEGRATOR})
public class WadoResource {

    private static final String DICOM = "application/dicom";
    private static final String OCTETS = "application/octet-stream";

    private final Retrieval retrieval;
    private final StoredFiles files;

    WadoResource(Retrieval retrieval, StoredFiles files) {
        this.retrieval = retrieval;
        this.files = files;
    }

    @GET
    @Path("studies/{study}")
    public Response study(@PathParam("study") String study, @Context UriInfo address, @Context HttpHeaders headers) {
        return objects(retrieval.study(study), Accept.of(headers, address));
    }

    @GET
    @Path("studies/{study}/series/{series}")
    public Response series(
            @PathParam("study") String study,
            @PathParam("series") String series,
            @Context UriInfo address,
            @Context HttpHeaders headers) {
        return objects(retrieval.series(study, series), Accept.of(headers, address));
    }

    @GET
    @Path("studies/{study}/series/{series}/instances/{instance}")
    public Response instance(
            @PathParam("study") String study,
            @PathParam("series") String series,
            @PathParam("instance") String instance,
            @Context UriInfo address,
            @Context HttpHeaders headers) {
        return objects(List.of(retrieval.instance(study, series, instance)), Accept.of(headers, address));
    }

    @GET
    @Path("studies/{study}/metadata")
    public Response studyMetadata(
            @PathParam("study") String study, @Context UriInfo address, @Context HttpHeaders headers) {
        return metadata(retrieval.study(study), address, headers);
    }

    @GET
    @Path("studies/{study}/series/{series}/metadata")
    public Response seriesMetadata(
            @PathParam("study") String study,
            @PathParam("series") String series,
            @Context UriInfo address,
            @Context HttpHeaders headers) {
        return metadata(retrieval.series(study, series), address, headers);
    }

    @GET
    @Path("studies/{study}/series/{series}/instances/{instance}/metadata")
    public Response instanceMetadata(
            @PathParam("study") String study,
            @PathParam("series") String series,
            @PathParam("instance") String instance,
            @Context UriInfo address,
            @Context HttpHeaders headers) {
        return metadata(List.of(retrieval.instance(study, series, instance)), address, headers);
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
            @PathParam("frames") String frames,
            @Context UriInfo address,
            @Context HttpHeaders headers) {
        StoredInstance stored = retrieval.instance(study, series, instance);
        List<Integer> numbers = FrameList.parse(frames);
        if (stored.transferSyntax().equals(Uids.DEFLATED)) {
            throw new PlatformException(
                    MedErrorCode.OBJECT_UNREADABLE, "The data set is deflated as a whole; retrieve the instance.");
        }
        String type = MediaTypes.ofFrames(stored.transferSyntax());
        String syntax = MediaTypes.syntaxOfFrames(stored.transferSyntax());
        List<Offer> offers = new ArrayList<>(List.of(Offer.parts(type, Set.of(syntax))));
        if (numbers.size() == 1) offers.add(Offer.single(type, syntax));
        if (!type.equals(OCTETS)) {
            // With transfer-syntax=*, viewers accept any encoding in this type.
            offers.add(Offer.parts(OCTETS, Set.of(syntax)));
        }
        Offer form = Accept.of(headers, address).choose(offers);
        List<List<Span>> asked = spans(stored, numbers);
        TenantId caller = retrieval.tenant();
        return answer(form, asked, (frame, out) -> {
            try (FileChannel file = files.open(caller, stored)) {
                for (Span span : frame) out.copy(file, span.offset(), span.length());
            }
        });
    }

    private List<List<Span>> spans(StoredInstance stored, List<Integer> numbers) {
        List<List<Span>> asked = new ArrayList<>();
        try (FileChannel file = files.open(retrieval.tenant(), stored)) {
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
        return asked;
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
            @PathParam("tag") String tag,
            @Context UriInfo address,
            @Context HttpHeaders headers) {
        StoredInstance stored = retrieval.instance(study, series, instance);
        if (!tag.matches("[0-9A-F]{8}") || stored.transferSyntax().equals(Uids.DEFLATED)) throw Retrieval.notFound();
        TenantId caller = retrieval.tenant();
        Offer form = Accept.of(headers, address).choose(List.of(Offer.parts(OCTETS), Offer.single(OCTETS)));
        Bulk found;
        try (FileChannel file = files.open(caller, stored)) {
            found = files.metadata(file, stored)
                    .get(Integer.parseUnsignedInt(tag, 16))
                    .filter(Bulk.class::isInstance)
                    .map(Bulk.class::cast)
                    .orElseThrow(Retrieval::notFound);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return answer(form, List.of(found), (bulk, out) -> {
            try (FileChannel file = files.open(caller, stored)) {
                out.copy(file, stored.dataSetOffset() + bulk.offset(), bulk.length());
            }
        });
    }

    private Response objects(List<StoredInstance> found, Accept accept) {
        Set<String> syntaxes =
                found.stream().map(StoredInstance::transferSyntax).collect(Collectors.toUnmodifiableSet());
        List<Offer> offers = new ArrayList<>(List.of(Offer.parts(DICOM, syntaxes)));
        if (found.size() == 1) offers.add(Offer.single(DICOM, found.getFirst().transferSyntax()));
        Offer form = accept.choose(offers);
        TenantId caller = retrieval.tenant();
        Content<StoredInstance> content = (instance, out) -> {
            try (FileChannel file = files.open(caller, instance)) {
                out.copy(file, 0, instance.size());
            }
        };
        if (!form.multipart()) return answer(form, found, content);
        return multipart(DICOM, out -> {
            for (StoredInstance instance : found) {
                out.part(MediaTypes.withTransferSyntax(DICOM, instance.transferSyntax()));
                content.write(instance, out);
            }
        });
    }

    /** Writes the bytes of one part. */
    private interface Content<T> {
        void write(T what, MultipartWriter out) throws IOException;
    }

    private interface Parts {
        void write(MultipartWriter out) throws IOException;
    }

    /** Answers with parts of one type and transfer syntax, or with the only one by itself. */
    private static <T> Response answer(Offer form, List<T> parts, Content<T> content) {
        String type = form.transferSyntaxes().isEmpty()
                ? form.type()
                : MediaTypes.withTransferSyntax(
                        form.type(), form.transferSyntaxes().iterator().next());
        if (!form.multipart()) {
            StreamingOutput body = stream -> content.write(parts.getFirst(), new MultipartWriter(stream, ""));
            return Response.ok(body).header("Content-Type", type).build();
        }
        return multipart(form.type(), out -> {
            for (T part : parts) {
                out.part(type);
                content.write(part, out);
            }
        });
    }

    private static Response multipart(String type, Parts parts) {
        String boundary = MultipartWriter.newBoundary();
        StreamingOutput body = stream -> {
            MultipartWriter out = new MultipartWriter(stream, boundary);
            parts.write(out);
            out.end();
        };
        return Response.ok(body)
                .header("Content-Type", MultipartWriter.contentType(type, boundary))
                .build();
    }

    private Response metadata(List<StoredInstance> found, UriInfo address, HttpHeaders headers) {
        Offer form = DataSets.chosen(Accept.of(headers, address));
        String base = address.getBaseUri().resolve("/dicom-web").getRawPath();
        TenantId caller = retrieval.tenant();
        if (found.size() == 1) {
            // An instance that cannot be read is a problem while there is still a status to say so with.
            readable(caller, found.getFirst());
        }
        return DataSets.list(
                        form,
                        found.stream()
                                .map(instance -> new Metadata(caller, instance, bulkBase(base, instance)))
                                .toList())
                .build();
    }

    private final class Metadata implements DataSets.Source {
        private final TenantId caller;
        private final StoredInstance instance;
        private final String bulkBase;

        Metadata(TenantId caller, StoredInstance instance, String bulkBase) {
            this.caller = caller;
            this.instance = instance;
            this.bulkBase = bulkBase;
        }

        @Override
        public DataSet read() throws IOException {
            return metadataOrIndex(caller, instance);
        }

        @Override
        public String bulkBase() {
            return bulkBase;
        }
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
                    .putUtf8(Tag.SOP_CLASS_UID, Vr.UI, instance.sopClass())
                    .putUtf8(Tag.SOP_INSTANCE_UID, Vr.UI, instance.sopInstance())
                    .putUtf8(Tag.STUDY_INSTANCE_UID, Vr.UI, instance.study().value())
                    .putUtf8(Tag.SERIES_INSTANCE_UID, Vr.UI, instance.series());
        }
    }

    private static String bulkBase(String base, StoredInstance instance) {
        return base + "/studies/" + instance.study() + "/series/" + instance.series() + "/instances/"
                + instance.sopInstance() + "/bulkdata";
    }
}
