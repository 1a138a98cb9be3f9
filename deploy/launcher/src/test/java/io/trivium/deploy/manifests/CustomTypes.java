package io.trivium.deploy.manifests;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The types of operators: hand-written JSON Schemas of the fields that the chart uses, {@code manifests/KIND.json} on the
 * class path. They know no other fields.
 */
final class CustomTypes {
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, builder -> {});

    private CustomTypes() {}

    /** The faults of the object; a missing schema is one of them. */
    static List<String> violations(Manifest manifest) {
        String name = "/manifests/" + manifest.kind() + ".json";
        try (@Nullable InputStream in = CustomTypes.class.getResourceAsStream(name)) {
            if (in == null) return List.of(manifest + ": there is no schema " + name);
            Schema schema = REGISTRY.getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
            return schema.validate(manifest.tree().toString(), InputFormat.JSON).stream()
                    .map(error -> manifest + ": " + error.getInstanceLocation() + " " + error.getMessage())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
