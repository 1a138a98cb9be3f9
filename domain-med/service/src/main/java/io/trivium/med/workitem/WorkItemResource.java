package io.trivium.med.workitem;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Caller;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.med.MedErrorCode;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.DicomJson;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Uids;
import io.trivium.med.dataset.Vr;
import io.trivium.med.privacy.PatientSearches;
import io.trivium.med.report.WorkItem;
import io.trivium.med.report.WorkItem.State;
import io.trivium.med.workitem.TransitionPolicy.Answer;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/**
 * UPS-RS (PS3.18 chapter 11): create, retrieve, search, update, change state and request cancellation of work items, in JSON.
 * There are no subscriptions.
 */
@Path("/dicom-web/workitems")
@RunOnVirtualThread
@RolesAllowed(Roles.MED_INTEGRATOR)
public class WorkItemResource {

    private static final int LONGEST_BODY = 4 << 20;
    private static final int DEFAULT_LIMIT = 100;
    private static final int HIGHEST_LIMIT = 1000;
    private static final String DICOM_JSON = "application/dicom+json";

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(100).build())
            .build();
    private static final ObjectMapper JSON = new ObjectMapper(FACTORY);

    private final WorkItemStore items;
    private final PatientSearches searches;
    private final TenantContext tenant;
    private final Caller caller;

    WorkItemResource(WorkItemStore items, PatientSearches searches, TenantContext tenant, Caller caller) {
        this.items = items;
        this.searches = searches;
        this.tenant = tenant;
        this.caller = caller;
    }

    /** Creates an item that is scheduled (11.4). */
    @POST
    @Consumes({DICOM_JSON, "application/json"})
    @APIResponse(responseCode = "201", description = "Created, at the address in Content-Location")
    public Response create(@Context UriInfo address, InputStream body) {
        DataSet item = dataSet(body);
        // The UID of the new item is the name of a parameter without a value.
        String uid = address.getQueryParameters().keySet().stream()
                .findFirst()
                .orElseGet(() -> item.textOr(Tag.SOP_INSTANCE_UID, ""));
        requireUid(uid);
        if (!item.textOr(Tag.PROCEDURE_STEP_STATE, "SCHEDULED").equals("SCHEDULED")
                || item.text(Tag.TRANSACTION_UID).isPresent()) {
            throw invalid("a new item is SCHEDULED and has no Transaction UID");
        }
        item.putAs(Tag.SOP_INSTANCE_UID, Vr.UI, uid).putAs(Tag.SOP_CLASS_UID, Vr.UI, WorkItem.SOP_CLASS);
        if (!items.add(tenant.require(), item, Optional.empty(), caller.name())) {
            throw conflict("There is a work item of this UID.");
        }
        return Response.status(201)
                .header("Content-Location", "/dicom-web/workitems/" + uid)
                .build();
    }

    /** Searches by state, priority, patient and study (11.9). */
    @GET
    @APIResponse(
            responseCode = "200",
            description = "What was found, in the DICOM JSON model",
            content = @Content(mediaType = DICOM_JSON))
    @APIResponse(responseCode = "204", description = "Nothing was found")
    public Response search(@Context UriInfo address) {
        Optional<State> state = Optional.empty();
        Optional<String> priority = Optional.empty();
        Optional<String> patient = Optional.empty();
        Optional<String> study = Optional.empty();
        int limit = DEFAULT_LIMIT;
        int offset = 0;
        Map<String, String> parameters = new HashMap<>();
        for (Map.Entry<String, List<String>> parameter :
                address.getQueryParameters().entrySet()) {
            String value = parameter.getValue().getFirst();
            parameters.put(parameter.getKey(), value);
            switch (parameter.getKey()) {
                case "00741000", "ProcedureStepState" -> state = Optional.of(state(value));
                case "00741200", "ScheduledProcedureStepPriority" -> priority = Optional.of(value);
                case "00100020", "PatientID" -> patient = Optional.of(value);
                case "0020000D", "StudyInstanceUID" -> study = Optional.of(value);
                case "limit" -> limit = Math.clamp(number(value), 1, HIGHEST_LIMIT);
                case "offset" -> offset = number(value);
                case "includefield", "fuzzymatching" -> {
                    // Every answer has all attributes.
                }
                default ->
                    throw new PlatformException(
                            MedErrorCode.QUERY_INVALID,
                            "Work items are found by ProcedureStepState, ScheduledProcedureStepPriority, PatientID and"
                                    + " StudyInstanceUID.");
            }
        }
        List<StoredItem> found =
                items.search(tenant.require(), new WorkItemStore.Query(state, priority, patient, study, limit, offset));
        searches.record(tenant.require(), "workitems", parameters, found.size(), found.size());
        return found.isEmpty() ? Response.noContent().build() : answer(found);
    }

    /** Retrieves an item (11.5). */
    @GET
    @Path("{uid}")
    public Response retrieve(@PathParam("uid") String uid) {
        return answer(List.of(items.find(tenant.require(), uid).orElseThrow(WorkItemResource::notFound)));
    }

    /** Updates attributes (11.6); of an item in progress the performer alone may. */
    @POST
    @Path("{uid}")
    @Consumes({DICOM_JSON, "application/json"})
    public Response update(
            @PathParam("uid") String uid,
            @QueryParam("transaction-uid") Optional<String> transaction,
            InputStream body) {
        DataSet changes = dataSet(body);
        Optional<String> by = transaction.or(() -> changes.text(Tag.TRANSACTION_UID));
        boolean done =
                items.update(tenant.require(), uid, by, changes, caller.name()).orElseThrow(WorkItemResource::notFound);
        if (!done) throw conflict("The item is claimed by another performer, or completed.");
        return Response.ok().build();
    }

    /** Claims, completes or cancels an item (11.7). */
    @PUT
    @Path("{uid}/state")
    @Consumes({DICOM_JSON, "application/json"})
    public Response changeState(@PathParam("uid") String uid, InputStream body) {
        DataSet change = dataSet(body);
        String transaction = change.textOr(Tag.TRANSACTION_UID, "");
        requireUid(transaction);
        State wanted = state(change.textOr(Tag.PROCEDURE_STEP_STATE, ""));
        Answer answer = items.change(tenant.require(), uid, wanted, transaction, caller.name())
                .orElseThrow(WorkItemResource::notFound);
        return switch (answer) {
            case CHANGED -> Response.ok().build();
            case ALREADY ->
                Response.ok()
                        .header(
                                "Warning",
                                "299 trivium \"The UPS is already in the requested state of " + wanted.value() + "\"")
                        .build();
            case CONFLICT ->
                throw conflict("The item cannot become " + wanted.value()
                        + ": it was not claimed with this Transaction UID, is claimed already, or is over.");
        };
    }

    /** Cancels an unclaimed item (11.8). */
    @POST
    @Path("{uid}/cancelrequest")
    public Response cancel(@PathParam("uid") String uid) {
        boolean done = items.cancel(tenant.require(), uid, caller.name()).orElseThrow(WorkItemResource::notFound);
        if (!done) throw conflict("The item is claimed or over, and its performer takes no requests.");
        return Response.status(202).build();
    }

    private static Response answer(List<StoredItem> found) {
        StreamingOutput body = stream -> {
            try (JsonGenerator json = FACTORY.createGenerator(stream)) {
                json.writeStartArray();
                for (StoredItem item : found) DicomJson.write(json, item.shown(), "");
                json.writeEndArray();
            }
        };
        return Response.ok(body).header("Content-Type", DICOM_JSON).build();
    }

    private static DataSet dataSet(InputStream body) {
        try {
            byte[] bytes = body.readNBytes(LONGEST_BODY + 1);
            if (bytes.length > LONGEST_BODY) throw invalid("the body is longer than 4 MiB");
            JsonNode root = JSON.readTree(bytes);
            return DicomJsonReader.read(root.isArray() && root.size() == 1 ? root.get(0) : root);
        } catch (JacksonException e) {
            throw invalid("the body is no JSON");
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw invalid("the body broke off");
        }
    }

    private static State state(String value) {
        try {
            return State.of(value);
        } catch (IllegalArgumentException e) {
            throw invalid("the Procedure Step State is SCHEDULED, IN PROGRESS, COMPLETED or CANCELED");
        }
    }

    private static int number(String value) {
        if (!value.matches("\\d{1,9}")) throw invalid("limit and offset are numbers from 0");
        return Integer.parseInt(value);
    }

    private static void requireUid(String uid) {
        if (!Uids.isUid(uid)) throw invalid("a UID is missing or is none");
    }

    private static PlatformException invalid(String what) {
        return new PlatformException(MedErrorCode.WORK_ITEM_INVALID, "The request cannot be taken: " + what + ".");
    }

    private static PlatformException conflict(String what) {
        return new PlatformException(MedErrorCode.WORK_ITEM_CONFLICT, what);
    }

    private static PlatformException notFound() {
        return new PlatformException(MedErrorCode.OBJECT_NOT_FOUND, "There is no such work item.");
    }
}
