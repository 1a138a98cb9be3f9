package io.trivium.runtime.registry;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.security.Caller;
import io.trivium.core.security.FreshLogin;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
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
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** The models of this platform, their versions and aliases, and which of them serve. */
@Path("/v1/models")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ModelResource {
    private static final int VERSIONS_IN_LIST = 50;

    private final ModelRegistry registry;
    private final PackRegistration registration;
    private final ModelCatalogue catalogue;
    private final Caller caller;
    private final TenantContext tenant;

    ModelResource(
            ModelRegistry registry,
            PackRegistration registration,
            ModelCatalogue catalogue,
            Caller caller,
            TenantContext tenant) {
        this.registry = registry;
        this.registration = registration;
        this.catalogue = catalogue;
        this.caller = caller;
        this.tenant = tenant;
    }

    /** At most 200 models, each with its newest 50 versions. */
    @GET
    @RolesAllowed({Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR})
    public List<ModelView> list() {
        return catalogue.models(tenant.forAudit(), VERSIONS_IN_LIST);
    }

    @GET
    @Path("{model}")
    @RolesAllowed({Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR})
    public ModelView model(
            @PathParam("model") String model, @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit) {
        return catalogue.model(tenant.forAudit(), named(model), limit);
    }

    @GET
    @Path("{model}/versions/{version}")
    @RolesAllowed({Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR})
    public ModelVersionView version(@PathParam("model") String model, @PathParam("version") String version) {
        return catalogue.version(tenant.forAudit(), modelOf(model, version), numberOf(model, version));
    }

    @GET
    @Path("{model}/aliases")
    @RolesAllowed({Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR})
    public List<AliasView> aliases(@PathParam("model") String model) {
        return catalogue.aliases(named(model));
    }

    /** Lets an alias name a version; {@code champion} gets the requests that name none. */
    @POST
    @Path("{model}/aliases/{alias}")
    @FreshLogin
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public AliasView promote(
            @PathParam("model") String model, @PathParam("alias") String alias, @NotNull @Valid AliasRequest request) {
        return registry.promote(
                modelOf(model, request.version()),
                alias,
                numberOf(model, request.version()),
                request.reason(),
                operator());
    }

    /** Lets an alias name its previous version again. */
    @POST
    @Path("{model}/aliases/{alias}/rollback")
    @FreshLogin
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public AliasView rollBack(
            @PathParam("model") String model, @PathParam("alias") String alias, @NotNull @Valid ReasonRequest request) {
        return registry.rollBack(aliased(model, alias), alias, request.reason(), operator());
    }

    @POST
    @Path("{model}/aliases/{alias}/remove")
    @FreshLogin
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public void removeAlias(
            @PathParam("model") String model, @PathParam("alias") String alias, @NotNull @Valid ReasonRequest request) {
        registry.removeAlias(aliased(model, alias), alias, request.reason(), operator());
    }

    /** The changes of aliases, with user, time and reason; the latest first. */
    @GET
    @Path("{model}/history")
    @RolesAllowed({Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR})
    public PromotionPage history(
            @PathParam("model") String model,
            @QueryParam("alias") @Nullable String alias,
            @QueryParam("before") @DefaultValue("9223372036854775807") @Min(1) long before,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit) {
        Optional<String> named =
                alias == null || alias.isEmpty() ? Optional.empty() : Optional.of(Alias.require(alias));
        return ModelName.parse(model)
                .map(known -> catalogue.history(known, named, before, limit))
                .orElseGet(() -> new PromotionPage(List.of(), null));
    }

    /** Registers the pack in the zip file of the body; 200 instead of 201 when it was registered before. */
    @POST
    @Path("{model}/versions")
    @Consumes("application/zip")
    @RolesAllowed(Roles.MODEL_OPERATOR)
    @APIResponse(
            responseCode = "201",
            description = "Registered",
            content = @Content(schema = @Schema(implementation = ModelVersionView.class)))
    @APIResponse(
            responseCode = "200",
            description = "The very same pack was registered before",
            content = @Content(schema = @Schema(implementation = ModelVersionView.class)))
    public Response register(@PathParam("model") String model, InputStream zip) {
        PackRegistration.Registration registered = registration.upload(model, zip, operator());
        ModelVersionView view = registered.version();
        Response.ResponseBuilder response = registered.created()
                ? Response.created(URI.create("/v1/models/" + view.name() + "/versions/" + view.version()))
                : Response.ok();
        return response.entity(view).build();
    }

    @POST
    @Path("{model}/versions/{version}/load")
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public ModelVersionView load(@PathParam("model") String model, @PathParam("version") String version) {
        return registry.load(modelOf(model, version), numberOf(model, version), operator());
    }

    @POST
    @Path("{model}/versions/{version}/activate")
    @FreshLogin
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public ModelVersionView activate(@PathParam("model") String model, @PathParam("version") String version) {
        return registry.activate(
                modelOf(model, version),
                numberOf(model, version),
                "Activated through the API, which takes no reason",
                operator());
    }

    @POST
    @Path("{model}/versions/{version}/unload")
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public ModelVersionView unload(@PathParam("model") String model, @PathParam("version") String version) {
        return registry.unload(modelOf(model, version), numberOf(model, version), operator());
    }

    /** Deletes the files of a version that nothing needs; its number is not used again. */
    @DELETE
    @Path("{model}/versions/{version}")
    @FreshLogin
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public void delete(@PathParam("model") String model, @PathParam("version") String version) {
        registration.delete(modelOf(model, version), numberOf(model, version), operator());
    }

    /** The model of that name; a text that is no name is no model. */
    private static ModelName named(String model) {
        return ModelName.parse(model).orElseThrow(() -> ModelCatalogue.modelNotFound(model));
    }

    private static ModelName modelOf(String model, String version) {
        return ModelName.parse(model).orElseThrow(() -> ModelCatalogue.notFound(model, version));
    }

    private static VersionNumber numberOf(String model, String version) {
        return VersionNumber.parse(version).orElseThrow(() -> ModelCatalogue.notFound(model, version));
    }

    private static ModelName aliased(String model, String alias) {
        return ModelName.parse(model).orElseThrow(() -> Promotions.notFound(model, Alias.require(alias)));
    }

    private Operator operator() {
        return new Operator(tenant.forAudit(), caller.name());
    }
}
