package io.trivium.fin.list;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.audit.AuditedSearch;
import io.trivium.core.security.FreshLogin;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lists that rules look into, of the caller's tenant. */
@Path("/v1/lists")
@RolesAllowed({Roles.FIN_ANALYST, Roles.FIN_SUPERVISOR})
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ListResource {

    private final ListService lists;
    private final TenantContext tenant;

    ListResource(ListService lists, TenantContext tenant) {
        this.lists = lists;
        this.tenant = tenant;
    }

    /** All lists, by name. */
    public record Lists(List<ListView> items) {}

    /**
     * Entries, newest first.
     *
     * @param next cursor of the page after this one; absent on the last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record EntryPage(List<EntryView> items, @Nullable UUID next) {}

    /** A list to be made. */
    public record NewList(
            @NotNull @Pattern(regexp = "[a-z][a-z0-9-]{1,63}")
            String name,

            @NotNull ListKind kind,
            @NotNull @Size(max = 1000) String description) {}

    /**
     * A value for a list.
     *
     * @param value token or id, as in the authorization; never a card number
     * @param expiresAt null for no end
     */
    public record NewEntry(
            @NotNull @Pattern(regexp = "[A-Za-z0-9._-]{1,64}")
            String value,

            @NotNull @NotBlank @Size(max = 500) String reason,
            @Nullable Instant expiresAt) {}

    /** Why something is done to an entry. */
    public record EntryReason(
            @NotNull @NotBlank @Size(max = 500) String reason) {}

    @GET
    public Lists all() {
        return new Lists(lists.all(tenant.require()));
    }

    @POST
    @RolesAllowed(Roles.FIN_SUPERVISOR)
    @Consumes(MediaType.APPLICATION_JSON)
    public ListView create(@NotNull @Valid NewList request) {
        return lists.create(tenant.require(), request.name(), request.kind(), request.description());
    }

    @GET
    @Path("{list}/entries")
    @AuditedSearch(action = "payment.search", of = "list-entries")
    public EntryPage entries(
            @PathParam("list") String list,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit,
            @QueryParam("cursor") @Nullable UUID cursor) {
        List<EntryView> found = lists.entries(tenant.require(), list, cursor, limit + 1);
        boolean more = found.size() > limit;
        return new EntryPage(
                more ? found.subList(0, limit) : found,
                more ? found.get(limit - 1).entryId() : null);
    }

    @POST
    @Path("{list}/entries")
    @Consumes(MediaType.APPLICATION_JSON)
    public EntryView add(@PathParam("list") String list, @NotNull @Valid NewEntry request) {
        return lists.add(tenant.require(), list, request.value(), request.reason(), request.expiresAt());
    }

    /** Puts a waiting entry into effect: by a supervisor who did not add it. */
    @POST
    @Path("{list}/entries/{entryId}/approval")
    @FreshLogin
    @RolesAllowed(Roles.FIN_SUPERVISOR)
    @Consumes(MediaType.APPLICATION_JSON)
    public EntryView approve(
            @PathParam("list") String list, @PathParam("entryId") UUID entryId, @NotNull @Valid EntryReason request) {
        return lists.approve(tenant.require(), list, entryId, request.reason());
    }

    @POST
    @Path("{list}/entries/{entryId}/rejection")
    @RolesAllowed(Roles.FIN_SUPERVISOR)
    @Consumes(MediaType.APPLICATION_JSON)
    public EntryView reject(
            @PathParam("list") String list, @PathParam("entryId") UUID entryId, @NotNull @Valid EntryReason request) {
        return lists.reject(tenant.require(), list, entryId, request.reason());
    }

    @POST
    @Path("{list}/entries/{entryId}/removal")
    @FreshLogin
    @RolesAllowed(Roles.FIN_SUPERVISOR)
    @Consumes(MediaType.APPLICATION_JSON)
    public EntryView remove(
            @PathParam("list") String list, @PathParam("entryId") UUID entryId, @NotNull @Valid EntryReason request) {
        return lists.remove(tenant.require(), list, entryId, request.reason());
    }
}
