package io.trivium.runtime.learning.manifest;

import io.trivium.core.learning.ExampleTensor;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.learning.store.Elements;
import io.trivium.runtime.learning.store.ExampleContent;
import io.trivium.runtime.learning.store.InputColumns;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import java.sql.Connection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The distributions of the values of each input over the entries of a manifest. A tensor with many elements is
 * represented by the mean and the standard deviation of its elements. Not thread-safe.
 */
final class InputProfiles {
    /** Tensors with more elements are represented by mean and deviation. */
    private static final int MOST_ELEMENTS = 256;

    private static final SqlUpdate INSERT = SqlUpdate.of("""
            insert into learning_manifest_profile (tenant_id, manifest_id, input, bins)
            values (:tenant, :manifest, :input, :bins)
            """);

    private final ModelSpec spec;
    private final Map<String, ValueBins> byInput = new TreeMap<>();

    InputProfiles(ModelSpec spec) {
        this.spec = spec;
    }

    void add(byte[] encoded) {
        for (ExampleTensor input : ExampleContent.decode(encoded)) {
            Elements elements = Elements.of(input);
            if (elements.size() > MOST_ELEMENTS) {
                addMoments(input.name(), elements);
                continue;
            }
            Optional<TensorSpec> tensor = spec.input(input.name());
            for (int i = 0; i < elements.size(); i++) {
                String column = tensor.isEmpty() ? "[" + i + "]" : InputColumns.name(tensor.orElseThrow(), i);
                bins(input.name() + "." + column).add(elements.at(i));
            }
        }
    }

    private void addMoments(String name, Elements elements) {
        double mean = 0;
        double squares = 0;
        for (int i = 0; i < elements.size(); i++) {
            double off = elements.at(i) - mean;
            mean += off / (i + 1);
            squares += off * (elements.at(i) - mean);
        }
        bins(name + ".mean").add(mean);
        bins(name + ".deviation").add(Math.sqrt(squares / elements.size()));
    }

    private ValueBins bins(String input) {
        return byInput.computeIfAbsent(input, name -> new ValueBins());
    }

    void store(Connection connection, TenantId tenant, UUID manifestId) {
        INSERT.batch(
                connection,
                byInput.entrySet(),
                (values, each) -> values.set("tenant", tenant)
                        .set("manifest", manifestId)
                        .set("input", each.getKey())
                        .set("bins", each.getValue().counts()));
    }
}
