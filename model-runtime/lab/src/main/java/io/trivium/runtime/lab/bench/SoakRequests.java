package io.trivium.runtime.lab.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trivium.core.error.PlatformException;
import io.trivium.core.inference.protocol.ModelInferRequest;
import io.trivium.core.model.ModelName;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.inference.WireRequests;
import io.trivium.runtime.pack.LatencyClass;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.serving.InferenceCall;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.StringJoiner;

/** Makes requests of every kind for a pack's model. Not thread-safe. */
final class SoakRequests {
    private static final int MOST_ROWS = 32;
    private static final Duration HURRY = Duration.ofNanos(200_000);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long FAR_TOO_MANY = 1L << 40;

    private final ModelPack pack;
    private final Random random;

    SoakRequests(ModelPack pack, Random random) {
        this.pack = pack;
        this.random = random;
    }

    /** A call as the service gets it.
     * @throws PlatformException where already reading the request refuses it */
    InferenceCall call(SoakKind kind) {
        return new InferenceCall(
                kind == SoakKind.UNKNOWN_MODEL
                        ? new ModelName("no-such-model")
                        : pack.manifest().name(),
                kind == SoakKind.UNKNOWN_VERSION ? Optional.of("0.0.0") : Optional.empty(),
                inputs(kind),
                kind == SoakKind.UNKNOWN_OUTPUT ? List.of("no-such-output") : List.of(),
                new TenantId("tenant-" + random.nextInt(3)),
                random.nextInt(3),
                kind == SoakKind.BULK ? Optional.of(LatencyClass.BULK) : Optional.empty(),
                Optional.of(kind == SoakKind.HURRIED ? HURRY : PATIENCE));
    }

    private List<Tensor> inputs(SoakKind kind) {
        boolean several = kind == SoakKind.BATCH || kind == SoakKind.BULK;
        int most = Math.min(MOST_ROWS, pack.spec().serving().maxBatch());
        List<Tensor> inputs = new ArrayList<>(
                new RandomInputs(pack.spec(), random.nextLong()).rows(several ? 1 + random.nextInt(most) : 1));
        Tensor first = inputs.getFirst();
        return switch (kind) {
            case WRONG_RANK -> replaced(inputs, reshaped(first, first.type(), new long[] {first.elements()}));
            case WRONG_TYPE -> replaced(inputs, reshaped(first, TensorType.INT32, first.shape()));
            case MISSING_INPUT -> inputs.subList(1, inputs.size());
            case NOT_A_NUMBER -> replaced(inputs, notANumber(first));
            case MALFORMED_BINARY -> malformed(inputs);
            case TRUNCATED_GRPC -> truncated(inputs);
            case OVERSIZED -> oversized(inputs);
            case GOOD, BATCH, BULK, UNKNOWN_OUTPUT, UNKNOWN_MODEL, UNKNOWN_VERSION, HURRIED, ABANDONED -> inputs;
        };
    }

    private static List<Tensor> replaced(List<Tensor> inputs, Tensor first) {
        inputs.set(0, first);
        return inputs;
    }

    private static Tensor reshaped(Tensor tensor, TensorType type, long[] shape) {
        return Tensor.of(tensor.name(), type, shape, tensor.data());
    }

    private static Tensor notANumber(Tensor tensor) {
        ByteBuffer data = tensor.data();
        data.putFloat(data.capacity() - Float.BYTES, Float.NaN);
        return tensor;
    }

    private List<Tensor> malformed(List<Tensor> inputs) {
        int wrong = random.nextInt(inputs.size());
        long[] lengths = {-1, 0, 3, FAR_TOO_MANY};
        StringJoiner tensors = new StringJoiner(",", "{\"inputs\":[", "]}");
        int bytes = 0;
        for (int i = 0; i < inputs.size(); i++) {
            Tensor input = inputs.get(i);
            long length = i == wrong ? lengths[random.nextInt(lengths.length)] : size(input);
            bytes += size(input);
            tensors.add("{\"name\":\"" + input.name() + "\",\"shape\":" + Arrays.toString(input.shape())
                    + ",\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":" + length + "}}");
        }
        byte[] json = tensors.toString().getBytes(StandardCharsets.UTF_8);
        return WireRequests.rest(Arrays.copyOf(json, json.length + bytes), json.length);
    }

    private static int size(Tensor tensor) {
        return Math.toIntExact(Float.BYTES * tensor.elements());
    }

    private List<Tensor> truncated(List<Tensor> inputs) {
        ModelInferRequest whole = message(inputs, random.nextBoolean() ? 1 : 0, 1);
        byte[] bytes = whole.toByteArray();
        try {
            return WireRequests.grpc(
                    ModelInferRequest.parseFrom(Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length - 1))));
        } catch (InvalidProtocolBufferException e) {
            // The gRPC server answers it before the service sees it.
            throw new PlatformException(RuntimeErrorCode.INFERENCE_REQUEST_INVALID, "not a message: " + e.getMessage());
        }
    }

    private List<Tensor> oversized(List<Tensor> inputs) {
        return WireRequests.grpc(message(inputs, 0, random.nextBoolean() ? FAR_TOO_MANY : Long.MAX_VALUE / 2));
    }

    /**
     * A gRPC message.
     *
     * @param missing bytes missing from the last input's data
     * @param rows factor of the rows that the shapes speak of
     */
    private ModelInferRequest message(List<Tensor> inputs, int missing, long rows) {
        ModelInferRequest.Builder request = ModelInferRequest.newBuilder()
                .setModelName(pack.manifest().name().value());
        for (int i = 0; i < inputs.size(); i++) {
            Tensor input = inputs.get(i);
            var tensor = request.addInputsBuilder()
                    .setName(input.name())
                    .setDatatype(input.type().name());
            for (int axis = 0; axis < input.shape().length; axis++) {
                tensor.addShape(axis == 0 ? rows * input.shape()[0] : input.shape()[axis]);
            }
            ByteString data = ByteString.copyFrom(input.data());
            request.addRawInputContents(i == inputs.size() - 1 ? data.substring(missing) : data);
        }
        return request.build();
    }
}
