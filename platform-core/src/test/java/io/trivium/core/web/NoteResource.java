package io.trivium.core.web;

import com.fasterxml.jackson.annotation.JsonValue;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;
import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.FreshLogin;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** A resource of the shape that the services have, to test the edge with. */
@Path("/v1/notes")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.FIN_ANALYST)
@RunOnVirtualThread
public class NoteResource {

    /** A value whose own constructor refuses bad input. */
    public record Colour(@JsonValue String value) {
        public Colour {
            if (!value.matches("[a-z]+")) throw new IllegalArgumentException("a colour is lower-case letters");
        }
    }

    /** Kinds, to see how an unknown one is refused. */
    public enum Kind {
        PLAIN,
        URGENT
    }

    public record Item(@NotNull @DecimalMin("0") BigDecimal amount) {}

    public record NewNote(
            @NotBlank @Size(max = 20) String body,
            @Nullable Double weight,
            int copies,
            @Nullable Instant dueAt,
            @Nullable Kind kind,
            @Nullable Colour colour,
            @Nullable List<@Valid Item> items) {}

    public record NoteView(UUID noteId, String body) {}

    private final TenantContext tenant;
    private final TenantTransactions transactions;

    NoteResource(TenantContext tenant, TenantTransactions transactions) {
        this.tenant = tenant;
        this.transactions = transactions;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public NoteView add(@NotNull @Valid NewNote note) {
        UUID id = UUID.randomUUID();
        transactions.withConnection(tenant.require(), connection -> {
            try (PreparedStatement insert =
                    connection.prepareStatement("insert into note (tenant_id, note_id, body) values (?, ?, ?)")) {
                insert.setString(1, tenant.require().value());
                insert.setObject(2, id);
                insert.setString(3, note.body());
                return insert.executeUpdate();
            }
        });
        return new NoteView(id, note.body());
    }

    @GET
    public List<NoteView> list(@QueryParam("limit") @DefaultValue("10") @Max(100) int limit) {
        return List.of();
    }

    @GET
    @Path("{noteId}")
    public NoteView get(@PathParam("noteId") UUID noteId) {
        return transactions.withConnection(tenant.require(), connection -> {
            try (PreparedStatement select = connection.prepareStatement("select body from note where note_id = ?")) {
                select.setObject(1, noteId);
                try (ResultSet row = select.executeQuery()) {
                    if (!row.next()) throw new PlatformException(CoreErrorCode.NOT_FOUND, "No such note.");
                    return new NoteView(noteId, row.getString(1));
                }
            }
        });
    }

    @DELETE
    @Path("{noteId}")
    @FreshLogin
    public void delete(@PathParam("noteId") UUID noteId) {
        throw new PlatformException(CoreErrorCode.NOT_FOUND, "No such note.");
    }

    @POST
    @Path("echo")
    @Consumes(MediaType.APPLICATION_JSON)
    public Map<String, Object> echo(Map<String, Object> anything) {
        return anything;
    }

    /** Returns the context that the log lines of this request contain. */
    @GET
    @Path("context")
    public Map<String, String> context() {
        return Map.of("tenantId", String.valueOf(MDC.get("tenantId")));
    }

    @GET
    @Path("failing")
    public String failing(@QueryParam("how") String how) {
        return switch (how) {
            case "not" -> "\"fine\"";
            case "overloaded" ->
                throw new PlatformException(CoreErrorCode.OVERLOADED, "The queue is full.", Map.of("retryAfter", 7));
            case "upstream" -> throw new PlatformException(CoreErrorCode.UPSTREAM, "The runtime did not answer.");
            case "conflict" ->
                throw new PlatformException(CoreErrorCode.CONFLICT, "Already decided.", Map.of("decision", "approve"));
            default -> throw new IllegalStateException("secret detail of io.trivium.core.Hidden");
        };
    }

    /** Answers on the event loop, where nothing may block. */
    @Path("/v1/reactive")
    @RolesAllowed(Roles.FIN_ANALYST)
    public static class Reactive {
        private final TenantContext tenant;

        Reactive(TenantContext tenant) {
            this.tenant = tenant;
        }

        @GET
        public Uni<String> get() {
            return Uni.createFrom().item(() -> tenant.require().value());
        }
    }

    /** Deliberately without a role: such a method is denied to everyone. */
    @Path("/v1/unannotated")
    public static class Unannotated {
        @GET
        public String get() {
            return "must never be seen";
        }
    }
}
