package io.trivium.runtime.serving;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.execution.Execution;
import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.execution.ExecutionReport;
import io.trivium.runtime.execution.ModelSignature;
import io.trivium.runtime.execution.ServedModel;
import io.trivium.runtime.pack.LatencyClass;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import io.trivium.runtime.testing.TestPacks;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Answers its input, y = x of shape [batch, 1], after a number of slices in which a test may run any code. */
final class FakeModel implements ServedModel {
    /** The action of a slice. */
    interface OnSlice {
        void run(int slice, List<Float> rows) throws ExecutionException;
    }

    private final ModelName name;
    private final ModelSpec spec;
    private final int slices;
    private final OnSlice onSlice;
    private final AtomicInteger references = new AtomicInteger(1);
    /** Tenants that batches were started for, in order. */
    final List<@Nullable TenantId> tenants = Collections.synchronizedList(new ArrayList<>());
    /** Executions that are open now. */
    final AtomicInteger open = new AtomicInteger();
    /** Tenants with an answer of their own. */
    Set<TenantId> withVariants = Set.of();

    /** The supplier that the last slice received to check whether it should end. */
    volatile BooleanSupplier moreUrgent = () -> false;

    ExecutionReport report = ExecutionReport.WHOLE;

    FakeModel(String name, LatencyClass latencyClass, int slices, OnSlice onSlice) {
        this(name, latencyClass, slices, "maxBatch: 64, queueCapacity: 1000", onSlice);
    }

    FakeModel(String name, LatencyClass latencyClass, int slices, String serving, OnSlice onSlice) {
        this.name = new ModelName(name);
        this.slices = slices;
        this.onSlice = onSlice;
        String yaml = TestPacks.spec(
                        name,
                        "- {name: x, dtype: float32, shape: [-1, 1]}",
                        "- {name: y, dtype: float32, shape: [-1, 1]}",
                        serving)
                .replace("latencyClass: interactive", "latencyClass: " + latencyClass);
        this.spec = ModelSpec.parse(yaml.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public ModelName name() {
        return name;
    }

    @Override
    public VersionNumber version() {
        return new VersionNumber("1");
    }

    @Override
    public ModelSpec spec() {
        return spec;
    }

    @Override
    public ModelSignature signature() {
        return ModelSignature.of(spec, false);
    }

    @Override
    public @Nullable TenantId variant(@Nullable TenantId tenant) {
        return tenant != null && withVariants.contains(tenant) ? tenant : null;
    }

    @Override
    public boolean retain() {
        if (references.get() <= 0) return false;
        references.incrementAndGet();
        return true;
    }

    @Override
    public void release() {
        if (references.decrementAndGet() == 0 && open.get() > 0) {
            throw new IllegalStateException("closed while " + open.get() + " executions were open");
        }
    }

    int references() {
        return references.get();
    }

    @Override
    public long residentBytes() {
        return 0;
    }

    @Override
    public Execution start(Map<String, Tensor> inputs, List<String> outputs, @Nullable TenantId tenant) {
        tenants.add(tenant);
        open.incrementAndGet();
        Tensor x = inputs.values().iterator().next();
        List<Float> rows = new ArrayList<>();
        for (int i = 0; i < x.elements(); i++) rows.add(x.data().getFloat(4 * i));
        return new Execution() {
            private int done;

            @Override
            public boolean advance(BooleanSupplier urgent) throws ExecutionException {
                moreUrgent = urgent;
                onSlice.run(done, rows);
                return ++done < slices;
            }

            @Override
            public List<Tensor> outputs() {
                return List.of(Tensor.of("y", TensorType.FP32, x.shape(), x.data()));
            }

            @Override
            public ExecutionReport report() {
                return report;
            }

            @Override
            public void close() {
                open.decrementAndGet();
            }
        };
    }
}
