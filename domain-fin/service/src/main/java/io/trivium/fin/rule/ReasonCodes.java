package io.trivium.fin.rule;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The sentences behind reason codes, from {@code reason-codes.json}; placeholders in braces are filled by the reader. */
@ApplicationScoped
public class ReasonCodes {

    /**
     * One code.
     *
     * @param kind decision: the reason of the decision; observation: an unusual value, no claim about the model;
     *     contribution: an influence on the score; rule: the reason of a rule of the tenant
     * @param english sentence with placeholders such as {@code {score}}
     * @param chinese the same in Simplified Chinese
     */
    public record ReasonCode(
            String code,

            @Schema(enumeration = {"decision", "observation", "contribution", "rule"})
            String kind,

            @JsonProperty("en") String english,
            @JsonProperty("zh-CN") String chinese) {}

    private static final String FILE = "/reason-codes.json";

    private final List<ReasonCode> all;

    ReasonCodes(ObjectMapper json) {
        try (InputStream file = ReasonCodes.class.getResourceAsStream(FILE)) {
            if (file == null) throw new IllegalStateException(FILE + " is missing");
            this.all = List.copyOf(json.readValue(file, new TypeReference<List<ReasonCode>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the reason codes of the product, in the order of the file. */
    List<ReasonCode> all() {
        return all;
    }
}
