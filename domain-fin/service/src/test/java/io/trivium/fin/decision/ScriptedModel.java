package io.trivium.fin.decision;

import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.trivium.core.inference.protocol.GRPCInferenceServiceGrpc;
import io.trivium.core.inference.protocol.ModelInferRequest;
import io.trivium.core.inference.protocol.ModelInferResponse;
import io.trivium.core.inference.protocol.ModelReadyRequest;
import io.trivium.core.inference.protocol.ModelReadyResponse;
import io.trivium.core.testing.ScriptedShortlists;
import io.trivium.fin.token.Tokenizers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import org.jspecify.annotations.Nullable;

/**
 * A real Open Inference Protocol server over gRPC whose answers depend on the amounts of the request: the score is
 * amount / 1000, at most 1; {@link #SLOW} answers too late, {@link #BROKEN} fails, {@link #NONSENSE} answers a score of
 * 2. Also provides {@link #SHORTLISTS} of examples worth a label.
 */
public class ScriptedModel implements QuarkusTestResourceLifecycleManager {

    public static final String SLOW = "66.61";
    public static final String BROKEN = "66.62";
    public static final String NONSENSE = "66.63";

    /** The runtime's list of examples worth a label; empty until a test sets it. */
    public static final ScriptedShortlists SHORTLISTS = ScriptedShortlists.start();

    private final Timer later = new Timer("scripted-model", true);
    private @Nullable Server server;

    @Override
    public Map<String, String> start() {
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .addService(new Service())
                    .build()
                    .start();
            return Map.of(
                    "platform.inference.url",
                    "http://127.0.0.1:" + server.getPort(),
                    "platform.shortlist.url",
                    SHORTLISTS.address().toString(),
                    "platform.shortlist.timeout",
                    "2s",
                    "platform.fin.scoring.deadline",
                    "1s",
                    "platform.fin.authorization.decision-wait",
                    "20s",
                    "platform.fin.token.key",
                    Tokenizers.KEY,
                    "platform.fin.stream.state-dir",
                    Files.createTempDirectory("trivium-fin-").toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        later.cancel();
        if (server != null) server.shutdownNow();
    }

    private final class Service extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase {

        @Override
        public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> answer) {
            answer.onNext(ModelReadyResponse.newBuilder().setReady(true).build());
            answer.onCompleted();
        }

        @Override
        public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> answer) {
            ByteBuffer in =
                    request.getRawInputContents(0).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
            int rows = (int) request.getInputs(0).getShape(0);
            int width = in.remaining() / Math.max(1, rows);
            ByteBuffer out = ByteBuffer.allocate(rows * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            boolean slow = false;
            for (int row = 0; row < rows; row++) {
                float amount = in.getFloat(row * width);
                if (amount == Float.parseFloat(BROKEN)) {
                    answer.onError(Status.INTERNAL.withDescription("scripted").asRuntimeException());
                    return;
                }
                slow |= amount == Float.parseFloat(SLOW);
                out.putFloat(amount == Float.parseFloat(NONSENSE) ? 2 : Math.min(1, amount / 1000));
            }
            ModelInferResponse response = response(request, rows, out);
            if (slow) {
                later.schedule(
                        new TimerTask() {
                            @Override
                            public void run() {
                                send(answer, response);
                            }
                        },
                        3_000);
            } else {
                send(answer, response);
            }
        }

        private static ModelInferResponse response(ModelInferRequest request, int rows, ByteBuffer out) {
            return ModelInferResponse.newBuilder()
                    .setModelName(request.getModelName())
                    .setModelVersion("scripted-1")
                    .setId(request.getId())
                    .addOutputs(ModelInferResponse.InferOutputTensor.newBuilder()
                            .setName("score")
                            .setDatatype("FP32")
                            .addShape(rows)
                            .addShape(1))
                    .addRawOutputContents(ByteString.copyFrom(out.flip()))
                    .build();
        }

        private static void send(StreamObserver<ModelInferResponse> answer, ModelInferResponse response) {
            answer.onNext(response);
            answer.onCompleted();
        }
    }
}
