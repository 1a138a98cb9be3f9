package io.trivium.runtime.learning.variant;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.TestDatabase;
import io.trivium.runtime.expert.TenantPieces;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.registry.RegisteredPacks;
import io.trivium.runtime.serving.InferenceCall;
import io.trivium.runtime.serving.InferenceService;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import io.trivium.runtime.training.moe.ToyTask;
import io.trivium.runtime.training.network.TaskData;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Searches for data of one tenant that reached another one: rows in packs, pieces in service, changed answers. */
@Singleton
class LeakCheck {
    private static final int REQUESTS = 12;

    private final InferenceService inference;
    private final TenantPieces pieces;
    private final RegisteredPacks packs;

    LeakCheck(InferenceService inference, TenantPieces pieces, RegisteredPacks packs) {
        this.inference = inference;
        this.pieces = pieces;
        this.packs = packs;
    }

    /** Bits of the answers to always the same requests, one by one, so that they depend on nothing but the pieces. */
    List<Integer> answers(String model, String tenant) {
        TaskData rows = ToyTask.rows(REQUESTS, 77);
        List<Integer> bits = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            InferenceCall call = new InferenceCall(
                    new ModelName(model),
                    Optional.empty(),
                    List.of(
                            floats("events", rows.input("events", 6), i * 6, new long[] {1, 3, 2}),
                            floats("features", rows.input("features", 2), i * 2, new long[] {1, 2})),
                    List.of(),
                    TenantId.parse(tenant).orElse(null),
                    0,
                    Optional.empty(),
                    Optional.empty());
            Tensor answer = inference.infer(call).join().outputs().getFirst();
            bits.add(Float.floatToRawIntBits(answer.data().getFloat(0)));
        }
        return bits;
    }

    /** Whether some of the answers come from pieces that failed. */
    boolean isDegraded(String model, String tenant) {
        TaskData rows = ToyTask.rows(1, 78);
        return inference
                .infer(new InferenceCall(
                        new ModelName(model),
                        Optional.empty(),
                        List.of(
                                floats("events", rows.input("events", 6), 0, new long[] {1, 3, 2}),
                                floats("features", rows.input("features", 2), 0, new long[] {1, 2})),
                        List.of(),
                        TenantId.parse(tenant).orElse(null),
                        0,
                        Optional.empty(),
                        Optional.empty()))
                .join()
                .report()
                .degraded();
    }

    private static Tensor floats(String name, float[] all, int from, long[] shape) {
        int count = Math.toIntExact(Tensor.elements(shape));
        ByteBuffer bytes = ByteBuffer.allocateDirect(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) bytes.putFloat(all[from + i]);
        return Tensor.of(name, TensorType.FP32, shape, bytes.flip());
    }

    /**
     * Everything that a tenant must not have.
     *
     * @param version of its variant; empty where it has none
     * @param expected its answers
     */
    List<String> leaks(
            String model,
            String base,
            TenantId tenant,
            Optional<String> version,
            Set<TenantId> all,
            List<Integer> expected)
            throws SQLException {
        List<String> leaks = new ArrayList<>();
        Set<String> allowed = new HashSet<>();
        if (version.isPresent()) {
            ModelPack pack = packs.require(new ModelName(model), new VersionNumber(version.orElseThrow()));
            for (PackManifest.PackFile file : pack.manifest().files()) allowed.add(file.path() + file.sha256());
            for (TenantId other : all) {
                if (other.equals(tenant)) continue;
                long rows = rowsOf(pack, other);
                if (rows > 0) {
                    leaks.add("version " + version.orElseThrow() + " saw " + rows + " rows of " + other.value());
                }
            }
        }
        pieces.of(new ModelName(model), new VersionNumber(base), tenant).forEach((path, piece) -> {
            if (!allowed.contains(path + piece.sha256())) leaks.add(path + " in service is not of its own version");
        });
        if (!answers(model, tenant.value()).equals(expected)) leaks.add("its answers are not its own");
        return leaks;
    }

    /** The number of rows of a tenant's examples that a pack has seen. */
    long rowsOf(ModelPack pack, TenantId tenant) throws SQLException {
        Set<Long> seen =
                new HashSet<>(Arrays.stream(pack.trainingRows()).boxed().toList());
        long rows = 0;
        try (Connection connection = TestDatabase.schema("runtime").connectAsSuperuser();
                PreparedStatement select = connection.prepareStatement(
                        "select content_hash from learning_example where tenant_id = ? and task = ?")) {
            select.setString(1, tenant.value());
            select.setString(2, pack.spec().task().value());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    if (seen.contains(ByteBuffer.wrap(row.getBytes(1)).getLong())) rows++;
                }
            }
        }
        return rows;
    }
}
