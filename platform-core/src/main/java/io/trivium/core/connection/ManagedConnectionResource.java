package io.trivium.core.connection;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.connection.ManagedConnectionView.KindView;
import io.trivium.core.security.FreshLogin;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Connections of the caller's organisation to other systems. */
@Path("/v1/connections")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed({"platform-admin", "${platform.connections.role:platform-admin}"})
public class ManagedConnectionResource {
    private final ConnectionService connections;

    ManagedConnectionResource(ConnectionService connections) {
        this.connections = connections;
    }

    /** The connections, by kind and name; those of the configuration are marked. */
    public record ConnectionList(List<ManagedConnectionView> items) {}

    /** The kinds of connections of this service, by name. */
    public record KindList(List<KindView> items) {}

    /**
     * A connection to be made.
     *
     * @param kind one of {@code GET /v1/connections/kinds}
     * @param name {@code [a-z][a-z0-9-]{0,62}}, unique for the kind
     * @param settings by the fields of the kind, secrets too
     */
    public record NewConnection(
            @NotBlank @Size(max = 63) String kind,
            @NotBlank @Size(max = 63) String name,
            @NotNull @Size(max = 50) Map<String, Object> settings) {}

    /**
     * New settings.
     *
     * @param revision the newest one that the caller has seen
     * @param settings all of them; a secret that is left out stays as it is, an empty one is removed
     */
    public record ChangedConnection(
            @Min(1) int revision, @NotNull @Size(max = 50) Map<String, Object> settings) {}

    /** The revision that the caller has read. */
    public record SeenRevision(@Min(1) int revision) {}

    /** The revision that the caller has read, and why it is not to be used. */
    public record RejectedRevision(
            @Min(1) int revision, @NotBlank @Size(max = 500) String reason) {}

    /** Why. */
    public record ConnectionReason(
            @NotBlank @Size(max = 500) String reason) {}

    /** The connections of the caller's organisation: those managed here, the newest 50 retired ones, and those of the configuration. */
    @GET
    @RolesAllowed({"platform-admin", "platform-auditor", "${platform.connections.role:platform-admin}"})
    public ConnectionList list(
            @QueryParam("kind") @Nullable @Size(max = 63) String kind,
            @QueryParam("state") @Nullable ConnectionState state) {
        List<ManagedConnectionView> all = new ArrayList<>();
        for (ConnectionKind each : connections.kinds()) {
            connections.configured(each).forEach(one -> all.add(ManagedConnectionView.of(each.name(), one)));
        }
        connections.list().forEach(one -> all.add(ManagedConnectionView.of(one)));
        return new ConnectionList(all.stream()
                .filter(one -> kind == null || one.kind().equals(kind))
                .filter(one -> state == null || one.state() == state)
                .toList());
    }

    /** The kinds of connections of this service with their settings. */
    @GET
    @Path("kinds")
    @RolesAllowed({"platform-admin", "platform-auditor", "${platform.connections.role:platform-admin}"})
    public KindList kinds() {
        return new KindList(connections.kinds().stream()
                .map(kind -> new KindView(kind.name(), kind.fields()))
                .toList());
    }

    /** One connection. */
    @GET
    @Path("{id}")
    @RolesAllowed({"platform-admin", "platform-auditor", "${platform.connections.role:platform-admin}"})
    public ManagedConnectionView get(@PathParam("id") UUID id) {
        return ManagedConnectionView.of(connections.require(id));
    }

    /** Creates a connection. It is used at once, or when a second person approves it where data leaves the organisation by it. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(201)
    public ManagedConnectionView create(@NotNull @Valid NewConnection request) {
        return ManagedConnectionView.of(connections.create(request.kind(), request.name(), request.settings()));
    }

    /** Makes a new revision of the settings. The former stays in use until the new one is approved, where that is needed. */
    @PUT
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    public ManagedConnectionView change(@PathParam("id") UUID id, @NotNull @Valid ChangedConnection request) {
        return ManagedConnectionView.of(connections.change(id, request.revision(), request.settings()));
    }

    /** Approves the revision that waits; another person than the one who proposed it. */
    @POST
    @Path("{id}/approve")
    @Consumes(MediaType.APPLICATION_JSON)
    @FreshLogin
    public ManagedConnectionView approve(@PathParam("id") UUID id, @NotNull @Valid SeenRevision request) {
        return ManagedConnectionView.of(connections.approve(id, request.revision()));
    }

    /** Rejects the revision that waits. */
    @POST
    @Path("{id}/reject")
    @Consumes(MediaType.APPLICATION_JSON)
    public ManagedConnectionView reject(@PathParam("id") UUID id, @NotNull @Valid RejectedRevision request) {
        return ManagedConnectionView.of(connections.reject(id, request.revision(), request.reason()));
    }

    /** Stops using the connection until it is resumed. */
    @POST
    @Path("{id}/pause")
    @Consumes(MediaType.APPLICATION_JSON)
    public ManagedConnectionView pause(@PathParam("id") UUID id, @NotNull @Valid ConnectionReason request) {
        return ManagedConnectionView.of(connections.pause(id, request.reason()));
    }

    /** Uses a paused connection again. */
    @POST
    @Path("{id}/resume")
    public ManagedConnectionView resume(@PathParam("id") UUID id) {
        return ManagedConnectionView.of(connections.resume(id));
    }

    /** Ends the connection for good; its name is free afterwards. */
    @POST
    @Path("{id}/retire")
    @Consumes(MediaType.APPLICATION_JSON)
    public ManagedConnectionView retire(@PathParam("id") UUID id, @NotNull @Valid ConnectionReason request) {
        return ManagedConnectionView.of(connections.retire(id, request.reason()));
    }

    /** Tries the newest revision without sending the organisation's data. */
    @POST
    @Path("{id}/test")
    public ConnectionKind.TestResult test(@PathParam("id") UUID id) {
        return connections.test(id);
    }
}
