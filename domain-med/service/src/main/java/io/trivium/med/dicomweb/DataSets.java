package io.trivium.med.dicomweb;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.DicomJson;
import io.trivium.med.dataset.DicomXml;
import io.trivium.med.dicomweb.Accept.Offer;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Answers that consist of data sets: in the DICOM JSON model, or one part each in the Native DICOM Model (PS3.18 8.7.3.2). */
final class DataSets {

    static final String JSON = "application/dicom+json";
    static final String XML = "application/dicom+xml";

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final List<Offer> MANY =
            List.of(Offer.single(JSON), Offer.parts(XML), Offer.single("application/json"));
    private static final List<Offer> ONE =
            List.of(Offer.single(JSON), Offer.single(XML), Offer.single("application/json"));

    private DataSets() {}

    /** The form that the client accepts for a list; 406 where it accepts none. */
    static Offer chosen(Accept accept) {
        return accept.choose(MANY);
    }

    /** The form that the client accepts for one data set; 406 where it accepts none. */
    static Offer chosenForOne(Accept accept) {
        return accept.choose(ONE);
    }

    /** A data set of a list, read when it is written. */
    interface Source {
        DataSet read() throws IOException;

        /** Address under which its bulk data can be requested by tag. */
        default String bulkBase() {
            return "";
        }
    }

    /** An answer of a list, in a form of {@link #chosen}. */
    static ResponseBuilder list(Offer form, List<? extends Source> sources) {
        if (form.type().equals(XML)) {
            String boundary = MultipartWriter.newBoundary();
            StreamingOutput body = stream -> {
                MultipartWriter out = new MultipartWriter(stream, boundary);
                for (Source source : sources) {
                    DataSet data = source.read();
                    out.part(XML);
                    DicomXml.write(stream, data, source.bulkBase());
                }
                out.end();
            };
            return Response.ok(body).header("Content-Type", MultipartWriter.contentType(XML, boundary));
        }
        StreamingOutput body = stream -> {
            try (JsonGenerator json = FACTORY.createGenerator(stream)) {
                json.writeStartArray();
                for (Source source : sources) DicomJson.write(json, source.read(), source.bulkBase());
                json.writeEndArray();
            }
        };
        return Response.ok(body).header("Content-Type", form.type());
    }

    /** An answer of one data set, in a form of {@link #chosenForOne}. */
    static ResponseBuilder one(Offer form, DataSet data) {
        StreamingOutput body = stream -> write(form, data, stream);
        return Response.ok(body).header("Content-Type", form.type());
    }

    private static void write(Offer form, DataSet data, OutputStream stream) throws IOException {
        if (form.type().equals(XML)) {
            DicomXml.write(stream, data, "");
        } else {
            try (JsonGenerator json = FACTORY.createGenerator(stream)) {
                DicomJson.write(json, data, "");
            }
        }
    }
}
