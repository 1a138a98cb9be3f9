package io.trivium.med.dicomweb;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.med.MedErrorCode;
import io.trivium.med.archive.ArchiveQuery;
import io.trivium.med.archive.ArchiveSearch;
import io.trivium.med.archive.QueryLevel;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.Dictionary;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dicomweb.Accept.Offer;
import io.trivium.med.privacy.PatientSearches;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** QIDO-RS (PS3.18 10.6) over the index of the archive. */
@Path("/dicom-web")
@RunOnVirtualThread
@RolesAllowed({Roles.MED_RADIOLOGIST, Roles.MED_INTEGRATOR})
@APIResponse(
        responseCode = "200",
        description = "What was found, in the DICOM JSON model; or each in a part in the Native DICOM Model",
        content = {
            @Content(mediaType = DataSets.JSON),
            @Content(mediaType = "multipart/related; type=\"application/dicom+xml\"")
        })
@APIResponse(responseCode = "204", description = "Nothing was found")
public class QidoResource {

    private static final int DEFAULT_LIMIT = 100;
    private static final int HIGHEST_LIMIT = 1000;
    /** Without effect on what is found: every answer has all attributes of the index. */
    private static final Set<String> WITHOUT_EFFECT = Set.of("includefield", "fuzzymatching", "accept");

    private final ArchiveSearch search;
    private final PatientSearches searches;
    private final TenantContext tenant;

    QidoResource(ArchiveSearch search, PatientSearches searches, TenantContext tenant) {
        this.search = search;
        this.searches = searches;
        this.tenant = tenant;
    }

    @GET
    @Path("studies")
    public Response studies(@Context UriInfo address, @Context HttpHeaders headers) {
        return answer(QueryLevel.STUDY, Map.of(), address, headers);
    }

    @GET
    @Path("series")
    public Response allSeries(@Context UriInfo address, @Context HttpHeaders headers) {
        return answer(QueryLevel.SERIES, Map.of(), address, headers);
    }

    @GET
    @Path("instances")
    public Response allInstances(@Context UriInfo address, @Context HttpHeaders headers) {
        return answer(QueryLevel.INSTANCE, Map.of(), address, headers);
    }

    @GET
    @Path("studies/{study}/series")
    public Response series(@PathParam("study") String study, @Context UriInfo address, @Context HttpHeaders headers) {
        return answer(QueryLevel.SERIES, Map.of(Tag.STUDY_INSTANCE_UID, study), address, headers);
    }

    @GET
    @Path("studies/{study}/instances")
    public Response instancesOfStudy(
            @PathParam("study") String study, @Context UriInfo address, @Context HttpHeaders headers) {
        return answer(QueryLevel.INSTANCE, Map.of(Tag.STUDY_INSTANCE_UID, study), address, headers);
    }

    @GET
    @Path("studies/{study}/series/{series}/instances")
    public Response instancesOfSeries(
            @PathParam("study") String study,
            @PathParam("series") String series,
            @Context UriInfo address,
            @Context HttpHeaders headers) {
        return answer(
                QueryLevel.INSTANCE,
                Map.of(Tag.STUDY_INSTANCE_UID, study, Tag.SERIES_INSTANCE_UID, series),
                address,
                headers);
    }

    private Response answer(QueryLevel level, Map<Integer, String> fixed, UriInfo address, HttpHeaders headers) {
        Offer form = DataSets.chosen(Accept.of(headers, address));
        Map<Integer, String> matches = new HashMap<>();
        int limit = DEFAULT_LIMIT;
        int offset = 0;
        for (Map.Entry<String, List<String>> parameter :
                address.getQueryParameters().entrySet()) {
            String name = parameter.getKey();
            String value = String.join(",", parameter.getValue());
            if (name.equals("limit")) limit = Math.clamp(number(name, value), 1, HIGHEST_LIMIT);
            else if (name.equals("offset")) offset = number(name, value);
            else if (!WITHOUT_EFFECT.contains(name)) matches.put(tag(name), value);
        }
        boolean whole = matches.isEmpty() && offset == 0;
        matches.putAll(fixed);
        List<DataSet> found;
        try {
            found = search.find(tenant.require(), new ArchiveQuery(level, matches, limit, offset));
        } catch (IllegalArgumentException e) {
            throw new PlatformException(MedErrorCode.QUERY_INVALID, "The query cannot be answered: " + e.getMessage());
        }
        record(level, matches, limit, offset, found);
        if (found.isEmpty() && whole && !fixed.isEmpty()) {
            throw new PlatformException(MedErrorCode.OBJECT_NOT_FOUND, "There is no such object.");
        }
        if (found.isEmpty()) return Response.noContent().build();
        return DataSets.list(
                        form,
                        found.stream().map(data -> (DataSets.Source) () -> data).toList())
                .build();
    }

    private void record(QueryLevel level, Map<Integer, String> matches, int limit, int offset, List<DataSet> found) {
        Map<String, String> parameters = new HashMap<>();
        matches.forEach((tag, value) -> parameters.put(keyword(tag), value));
        parameters.put("limit", Integer.toString(limit));
        parameters.put("offset", Integer.toString(offset));
        searches.record(
                tenant.require(),
                switch (level) {
                    case STUDY -> "studies";
                    case SERIES -> "series";
                    case INSTANCE -> "instances";
                },
                parameters,
                found.size(),
                found.stream()
                        .map(data -> data.text(Tag.STUDY_INSTANCE_UID))
                        .distinct()
                        .count());
    }

    private static String keyword(int tag) {
        return Dictionary.keyword(tag).orElseGet(() -> Tag.hex(tag));
    }

    private static int number(String name, String value) {
        if (!value.matches("\\d{1,9}")) {
            throw new PlatformException(MedErrorCode.QUERY_INVALID, name + " is a number from 0.");
        }
        return Integer.parseInt(value);
    }

    /** A tag as eight hexadecimal digits, or its keyword. */
    private static int tag(String name) {
        if (name.matches("[0-9A-Fa-f]{8}")) return Integer.parseUnsignedInt(name, 16);
        return Dictionary.tag(name)
                .orElseThrow(() -> new PlatformException(
                        MedErrorCode.QUERY_INVALID,
                        "A parameter is no attribute: neither a keyword nor eight digits."));
    }
}
