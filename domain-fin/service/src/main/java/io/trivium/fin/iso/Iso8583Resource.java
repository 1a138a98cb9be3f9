package io.trivium.fin.iso;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Card payments as ISO 8583 messages, one a request. */
@Path("/v1/iso8583")
@RolesAllowed(Roles.FIN_INGEST)
@RunOnVirtualThread
public class Iso8583Resource {

    private final Iso8583Service messages;
    private final TenantContext tenant;

    Iso8583Resource(Iso8583Service messages, TenantContext tenant) {
        this.messages = messages;
        this.tenant = tenant;
    }

    /** Every message that can be read as a request is answered with a response code; others with a problem. */
    @POST
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @RequestBody(
            required = true,
            description =
                    "One 0100, 0200, 0400, 0420 or 0800 of ISO 8583:1987 in ASCII with a hexadecimal bitmap, without a"
                            + " length before it",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(
            responseCode = "200",
            description = "The 0110, 0210, 0410, 0430 or 0810, with the result in data element 39",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    public byte[] submit(byte @Nullable [] body) {
        if (body == null || body.length == 0) {
            throw new PlatformException(CoreErrorCode.MISSING_BODY, "The request needs an ISO 8583 message.");
        }
        return messages.answer(tenant.require(), body, new Iso8583Service.Session(true));
    }
}
