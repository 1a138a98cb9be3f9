package io.trivium.fin.decision;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.trivium.core.inference.InferenceClient;
import io.trivium.core.inference.protocol.GRPCInferenceServiceGrpc;
import io.trivium.core.inference.protocol.ModelInferRequest;
import io.trivium.core.inference.protocol.ModelInferResponse;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.feature.FeatureSet;
import io.trivium.fin.feature.FeaturesComputed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Runs the steps from features to stored decisions without a running service: production's client calls a server that
 * scores by a function of every feature, and production's statement stores the result.
 */
public final class LearnedModel implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Server server;
    private final InferenceClient client;
    private final RiskModel model;

    public LearnedModel() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new Sigmoid())
                .build()
                .start();
        client = InferenceClient.builder(URI.create("http://127.0.0.1:" + server.getPort()))
                .build();
        ScoringConfig config = new SmallRyeConfigBuilder()
                .withMapping(ScoringConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .build()
                .getConfigMapping(ScoringConfig.class);
        model = new RiskModel(config, client);
    }

    /** The scores of a batch, in its order. */
    public List<Double> scores(TenantId tenant, List<FeaturesComputed> batch) {
        float[] answered = model.score(tenant, TIMEOUT, batch).output("score").toFloats();
        List<Double> scores = new ArrayList<>();
        for (float score : answered) scores.add((double) score);
        return scores;
    }

    /** Stores the decision that the score makes, as the projection does. */
    public static AuthorizationDecided store(
            Connection connection, TenantId tenant, FeaturesComputed computed, double score, Instant at)
            throws SQLException {
        AuthorizationDecided decided = new AuthorizationDecided(
                computed.authorization().authorizationId(),
                score >= 0.9 ? Outcome.DECLINE : score >= 0.5 ? Outcome.REFER : Outcome.APPROVE,
                score,
                0.9,
                0.5,
                "fin-authorization-risk",
                "1",
                false,
                List.of(),
                computed.features(),
                computed.featureSetVersion(),
                computed.contentHash(),
                computed.authorization().occurredAt(),
                at,
                5L,
                computed.authorization(),
                computed.events());
        new DecisionInsert(new ObjectMapper()).add(connection, tenant, List.of(decided));
        return decided;
    }

    @Override
    public void close() {
        client.close();
        server.shutdownNow();
    }

    /** Weights of either sign for each feature, so that none can change without the score. */
    private static final class Sigmoid extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase {
        @Override
        public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> answer) {
            ByteBuffer in =
                    request.getRawInputContents(0).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
            int rows = (int) request.getInputs(0).getShape(0);
            ByteBuffer out = ByteBuffer.allocate(rows * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int row = 0; row < rows; row++) {
                Random weights = new Random(1);
                double sum = 0;
                for (int i = 0; i < FeatureSet.COUNT; i++) sum += weights.nextGaussian() * Math.cbrt(in.getFloat());
                out.putFloat((float) (1 / (1 + Math.exp(-sum / 10))));
            }
            answer.onNext(ModelInferResponse.newBuilder()
                    .setModelName(request.getModelName())
                    .setModelVersion("1")
                    .addOutputs(ModelInferResponse.InferOutputTensor.newBuilder()
                            .setName("score")
                            .setDatatype("FP32")
                            .addShape(rows)
                            .addShape(1))
                    .addRawOutputContents(ByteString.copyFrom(out.flip()))
                    .build());
            answer.onCompleted();
        }
    }
}
