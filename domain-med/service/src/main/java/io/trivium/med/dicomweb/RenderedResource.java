package io.trivium.med.dicomweb;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantId;
import io.trivium.med.MedErrorCode;
import io.trivium.med.archive.StoredInstance;
import io.trivium.med.dicomweb.Accept.Offer;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/**
 * Rendered and thumbnail resources of WADO-RS (PS3.18 10.4.1.1.3 and 10.4.1.1.4): images for the screen. Of a multi-frame instance, the
 * frame in the middle; as thumbnail of a study or series, an image in the middle of it.
 */
@Path("/dicom-web")
@RunOnVirtualThread
@RolesAllowed({Roles.MED_RADIOLOGIST, Roles.MED_INTEGRATOR})
@APIResponse(
        responseCode = "200",
        description = "The image; several in parts of multipart/related",
        content = {@Content(mediaType = "image/jpeg"), @Content(mediaType = "image/png")})
public class RenderedResource {

    private static final List<String> TYPES = List.of("image/jpeg", "image/png");
    /** Images of a study that are tried for its thumbnail: some objects cannot be shown. */
    private static final int MOST_TRIED = 8;

    private final Retrieval retrieval;
    private final RenderedImages images;

    RenderedResource(Retrieval retrieval, RenderedImages images) {
        this.retrieval = retrieval;
        this.images = images;
    }

    /** An image of the study. */
    @GET
    @Path("studies/{study}/thumbnail")
    public Response studyThumbnail(
            @PathParam("study") String study, @Context UriInfo address, @Context HttpHeaders headers) {
        return representative(retrieval.study(study), address, headers);
    }

    /** An image of the series. */
    @GET
    @Path("studies/{study}/series/{series}/thumbnail")
    public Response seriesThumbnail(
            @PathParam("study") String study,
            @PathParam("series") String series,
            @Context UriInfo address,
            @Context HttpHeaders headers) {
        return representative(retrieval.series(study, series), address, headers);
    }

    /** The instance as a thumbnail. */
    @GET
    @Path("studies/{study}/series/{series}/instances/{instance}/thumbnail")
    public Response instanceThumbnail(
            @PathParam("study") String study,
            @PathParam("series") String series,
            @PathParam("instance") String instance,
            @Context UriInfo address,
            @Context HttpHeaders headers) {
        return representative(List.of(retrieval.instance(study, series, instance)), address, headers);
    }

    /** The images of the study; objects that cannot be shown are left out. */
    @GET
    @Path("studies/{study}/rendered")
    public Response study(@PathParam("study") String study, @Context UriInfo address, @Context HttpHeaders headers) {
        return all(retrieval.study(study), address, headers);
    }

    /** The images of the series; objects that cannot be shown are left out. */
    @GET
    @Path("studies/{study}/series/{series}/rendered")
    public Response series(
            @PathParam("study") String study,
            @PathParam("series") String series,
            @Context UriInfo address,
            @Context HttpHeaders headers) {
        return all(retrieval.series(study, series), address, headers);
    }

    /** The instance as an image. */
    @GET
    @Path("studies/{study}/series/{series}/instances/{instance}/rendered")
    public Response instance(
            @PathParam("study") String study,
            @PathParam("series") String series,
            @PathParam("instance") String instance,
            @Context UriInfo address,
            @Context HttpHeaders headers) {
        return single(retrieval.instance(study, series, instance), -1, false, address, headers);
    }

    /**
     * Frames as images.
     *
     * @param frames numbers from 1, separated by commas
     */
    @GET
    @Path("studies/{study}/series/{series}/instances/{instance}/frames/{frames}/rendered")
    public Response frames(
            @PathParam("study") String study,
            @PathParam("series") String series,
            @PathParam("instance") String instance,
            @PathParam("frames") String frames,
            @Context UriInfo address,
            @Context HttpHeaders headers) {
        StoredInstance stored = retrieval.instance(study, series, instance);
        List<Integer> numbers = FrameList.parse(frames);
        if (numbers.size() == 1) return single(stored, numbers.getFirst() - 1, false, address, headers);
        return parts(numbers, address, headers, number -> new Frame(stored, number - 1));
    }

    /**
     * A frame as a thumbnail.
     *
     * @param frame number from 1
     */
    @GET
    @Path("studies/{study}/series/{series}/instances/{instance}/frames/{frame}/thumbnail")
    public Response frameThumbnail(
            @PathParam("study") String study,
            @PathParam("series") String series,
            @PathParam("instance") String instance,
            @PathParam("frame") String frame,
            @Context UriInfo address,
            @Context HttpHeaders headers) {
        StoredInstance stored = retrieval.instance(study, series, instance);
        return single(stored, FrameList.parse(frame).getFirst() - 1, true, address, headers);
    }

    private record Frame(StoredInstance instance, int number) {}

    private Response single(StoredInstance stored, int frame, boolean thumbnail, UriInfo address, HttpHeaders headers) {
        Offer form = singleForm(address, headers);
        Rendering options = Rendering.of(address.getQueryParameters(), thumbnail);
        return Response.ok(images.render(retrieval.tenant(), stored, frame, form.type(), options))
                .header("Content-Type", form.type())
                .build();
    }

    private static Offer singleForm(UriInfo address, HttpHeaders headers) {
        return Accept.of(headers, address)
                .choose(TYPES.stream().map(Offer::single).toList());
    }

    private Response representative(List<StoredInstance> stored, UriInfo address, HttpHeaders headers) {
        Offer form = singleForm(address, headers);
        Rendering options = Rendering.of(address.getQueryParameters(), true);
        PlatformException last = null;
        for (StoredInstance candidate : candidates(stored)) {
            try {
                return Response.ok(images.render(retrieval.tenant(), candidate, -1, form.type(), options))
                        .header("Content-Type", form.type())
                        .build();
            } catch (PlatformException e) {
                last = e;
            }
        }
        throw last == null ? Retrieval.notFound() : last;
    }

    /** From the middle of the series with the most instances; then the middle ones of the others. */
    private static List<StoredInstance> candidates(List<StoredInstance> stored) {
        Map<String, List<StoredInstance>> series = new LinkedHashMap<>();
        stored.forEach(each -> series.computeIfAbsent(String.valueOf(each.series()), ignored -> new ArrayList<>())
                .add(each));
        return series.values().stream()
                .sorted((a, b) -> Integer.compare(b.size(), a.size()))
                .map(each -> each.get(each.size() / 2))
                .limit(MOST_TRIED)
                .toList();
    }

    private Response all(List<StoredInstance> stored, UriInfo address, HttpHeaders headers) {
        return parts(stored, address, headers, instance -> new Frame(instance, -1));
    }

    /** Renders the first that can be shown before there is an answer, so that a request that shows nothing is a problem. */
    private <T> Response parts(List<T> all, UriInfo address, HttpHeaders headers, Function<T, Frame> frameOf) {
        Offer form = Accept.of(headers, address)
                .choose(TYPES.stream().map(Offer::parts).toList());
        Rendering options = Rendering.of(address.getQueryParameters(), false);
        TenantId tenant = retrieval.tenant();
        List<Frame> frames = all.stream().map(frameOf).toList();
        int first = 0;
        byte[] shown = null;
        while (shown == null) {
            try {
                Frame frame = frames.get(first);
                shown = images.render(tenant, frame.instance(), frame.number(), form.type(), options);
            } catch (PlatformException e) {
                if (++first == frames.size()) throw e;
            }
        }
        byte[] image = shown;
        List<Frame> rest = frames.subList(first + 1, frames.size());
        String boundary = MultipartWriter.newBoundary();
        StreamingOutput body = stream -> {
            MultipartWriter out = new MultipartWriter(stream, boundary);
            out.part(form.type());
            stream.write(image);
            for (Frame frame : rest) {
                byte[] next;
                try {
                    next = images.render(tenant, frame.instance(), frame.number(), form.type(), options);
                } catch (PlatformException e) {
                    if (e.code() == MedErrorCode.IMAGE_NOT_SHOWN || e.code() == MedErrorCode.OBJECT_UNREADABLE) {
                        continue;
                    }
                    throw e;
                }
                out.part(form.type());
                stream.write(next);
            }
            out.end();
        };
        return Response.ok(body)
                .header("Content-Type", MultipartWriter.contentType(form.type(), boundary))
                .build();
    }
}
