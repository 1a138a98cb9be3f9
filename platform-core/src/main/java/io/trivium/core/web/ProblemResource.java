package io.trivium.core.web;

import io.quarkus.arc.All;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.ErrorCatalogue;
import io.trivium.core.error.ErrorCode;
import io.trivium.core.error.PlatformException;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Describes every problem type of this service; the address is the problem's {@code type}. */
@Path("/problems")
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ProblemResource {

    private final SortedMap<String, ErrorCode> codes = new TreeMap<>();

    ProblemResource(@All List<ErrorCatalogue> catalogues) {
        for (ErrorCatalogue catalogue : catalogues) {
            for (ErrorCode code : catalogue.codes()) {
                ErrorCode other = codes.putIfAbsent(code.code(), code);
                if (other != null) throw new IllegalStateException("error code " + code.code() + " is defined twice");
            }
        }
    }

    @GET
    public List<ProblemView> list() {
        return codes.values().stream().map(ProblemView::of).toList();
    }

    @GET
    @Path("{code}")
    public ProblemView get(@PathParam("code") String code) {
        ErrorCode known = codes.get(code);
        if (known == null) {
            throw new PlatformException(CoreErrorCode.NOT_FOUND, "This service has no such problem type.");
        }
        return ProblemView.of(known);
    }
}
