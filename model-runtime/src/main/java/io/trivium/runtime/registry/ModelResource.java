package io.trivium.runtime.registry;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.security.Caller;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.net.URI;
import java.util.List;

/** The models of this platform and which of their versions serve. */
@Path("/v1/models")
@RunOnVirtualThread
public class ModelResource {
    private final ModelRegistry registry;
    private final Caller caller;
    private final TenantContext tenant;

    ModelResource(ModelRegistry registry, Caller caller, TenantContext tenant) {
        this.registry = registry;
        this.caller = caller;
        this.tenant = tenant;
    }

    @GET
    @RolesAllowed({Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR})
    public List<ModelView> list() {
        return registry.models();
    }

    @GET
    @Path("{model}")
    @RolesAllowed({Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR})
    public ModelView model(@PathParam("model") String model) {
        return registry.model(model);
    }

    @GET
    @Path("{model}/versions/{version}")
    @RolesAllowed({Roles.MODEL_VIEWER, Roles.MODEL_OPERATOR})
    public ModelVersionView version(@PathParam("model") String model, @PathParam("version") String version) {
        return registry.version(model, version);
    }

    /** Registers the pack in the zip file of the body; 200 instead of 201 when it was registered before. */
    @POST
    @Path("{model}/versions")
    @Consumes("application/zip")
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public Response register(@PathParam("model") String model, InputStream zip) {
        ModelRegistry.Registration registration = registry.upload(model, zip, operator());
        ModelVersionView view = registration.version();
        Response.ResponseBuilder response = registration.created()
                ? Response.created(URI.create("/v1/models/" + view.name() + "/versions/" + view.version()))
                : Response.ok();
        return response.entity(view).build();
    }

    @POST
    @Path("{model}/versions/{version}/load")
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public ModelVersionView load(@PathParam("model") String model, @PathParam("version") String version) {
        return registry.load(model, version, operator());
    }

    @POST
    @Path("{model}/versions/{version}/activate")
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public ModelVersionView activate(@PathParam("model") String model, @PathParam("version") String version) {
        return registry.activate(model, version, operator());
    }

    @POST
    @Path("{model}/versions/{version}/unload")
    @RolesAllowed(Roles.MODEL_OPERATOR)
    public ModelVersionView unload(@PathParam("model") String model, @PathParam("version") String version) {
        return registry.unload(model, version, operator());
    }

    private ModelRegistry.Operator operator() {
        return new ModelRegistry.Operator(tenant.forAudit(), caller.name());
    }
}
