package io.trivium.runtime.inference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.web.ErrorForm;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Gives the protocol's form to failures that its endpoints did not answer themselves, such as a missing token: the
 * problem document becomes {@code {"error": "…"}}, the status and headers stay. Thread-safe.
 */
@ApplicationScoped
class OipErrorFilter implements ErrorForm {
    private final ObjectMapper json;

    OipErrorFilter(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public boolean covers(String path) {
        return path.equals("/v2") || path.startsWith("/v2/");
    }

    @Override
    public String mediaType() {
        return MediaType.APPLICATION_JSON;
    }

    @Override
    public byte[] body(String detail) {
        try {
            return json.writeValueAsBytes(new OipResource.OipError(detail));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // one string
        }
    }

    @ServerResponseFilter
    void rewrite(ContainerRequestContext request, ContainerResponseContext response) throws IOException {
        if (!covers(request.getUriInfo().getPath())
                || response.getStatus() < 400
                || !(response.getEntity() instanceof byte[] document)) {
            return;
        }
        MediaType type = response.getMediaType();
        if (type == null || !type.getSubtype().equals("problem+json")) return;
        JsonNode detail = json.readTree(document).path("detail");
        response.setEntity(
                new OipResource.OipError(detail.asText("the request failed")), null, MediaType.APPLICATION_JSON_TYPE);
    }
}
