package io.trivium.fin.desk;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Caller;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.fin.FinErrorCode;
import io.trivium.fin.authorization.CardNumbers;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Lists that the caller has given names, such as "my overdue transfers". */
@Path("/v1/saved-views")
@RolesAllowed({Roles.FIN_ANALYST, Roles.FIN_SUPERVISOR})
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class SavedViewResource {

    private static final String PAGES = "queue|history";

    private final SavedViewRepository views;
    private final TenantContext tenant;
    private final Caller caller;
    private final InstantSource clock;

    SavedViewResource(SavedViewRepository views, TenantContext tenant, Caller caller, InstantSource clock) {
        this.views = views;
        this.tenant = tenant;
        this.caller = caller;
        this.clock = clock;
    }

    /** The caller's views of a page; all there are. */
    public record SavedViewList(List<SavedView> items) {}

    /**
     * A view to save.
     *
     * @param name in place of the caller's view of this name, if there is one
     * @param query parameters of the page's address, such as {@code queue=cards&late=overdue}
     */
    public record NewView(
            @NotNull @Pattern(regexp = PAGES) @Schema(enumeration = {"queue", "history"})
            String page,

            @NotBlank @Size(max = 60) String name,

            @NotNull @Pattern(regexp = "[A-Za-z0-9=&.,:%+_-]{0,500}")
            String query) {}

    @GET
    public SavedViewList list(@QueryParam("page") @NotNull @Pattern(regexp = PAGES) String page) {
        return new SavedViewList(views.of(tenant.require(), caller.name(), page));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public SavedViewList save(@NotNull @Valid NewView request) {
        String name = request.name().strip();
        if (CardNumbers.isIn(name) || CardNumbers.isInAddress(request.query())) {
            throw new PlatformException(
                    FinErrorCode.TEXT_HOLDS_CARD_NUMBER, FinErrorCode.TEXT_HOLDS_CARD_NUMBER.meaning());
        }
        SavedView view = new SavedView(
                UUID.randomUUID(),
                request.page(),
                name,
                request.query(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
        if (!views.save(tenant.require(), caller.name(), view)) {
            throw new PlatformException(FinErrorCode.SAVED_VIEW_LIMIT, FinErrorCode.SAVED_VIEW_LIMIT.meaning());
        }
        return list(request.page());
    }

    /** Deletes a view of the caller; answers 204 also when there is none. */
    @DELETE
    @Path("{viewId}")
    public void delete(@PathParam("viewId") UUID viewId) {
        if (!views.delete(tenant.require(), caller.name(), viewId)) {
            throw new PlatformException(CoreErrorCode.NOT_FOUND, "You have no saved view with this id.");
        }
    }
}
