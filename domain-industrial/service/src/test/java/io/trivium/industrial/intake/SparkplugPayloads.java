package io.trivium.industrial.intake;

import org.eclipse.tahu.protobuf.SparkplugBProto.DataType;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload;

/** Payloads as an edge node sends them. */
final class SparkplugPayloads {

    private SparkplugPayloads() {}

    static Payload.Metric bdSeq(long value) {
        return Payload.Metric.newBuilder()
                .setName("bdSeq")
                .setDatatype(DataType.Int64.getNumber())
                .setLongValue(value)
                .build();
    }

    /** A metric of a birth: name, alias and value. */
    static Payload.Metric born(String name, long alias, double value) {
        return Payload.Metric.newBuilder()
                .setName(name)
                .setAlias(alias)
                .setDatatype(DataType.Double.getNumber())
                .setDoubleValue(value)
                .build();
    }

    /** A metric of data, by its alias alone. */
    static Payload.Metric data(long alias, long millis, double value) {
        return Payload.Metric.newBuilder()
                .setAlias(alias)
                .setTimestamp(millis)
                .setDoubleValue(value)
                .build();
    }

    static byte[] payload(int sequence, long millis, Payload.Metric... metrics) {
        Payload.Builder payload = Payload.newBuilder().setTimestamp(millis);
        if (sequence >= 0) payload.setSeq(sequence);
        for (Payload.Metric metric : metrics) payload.addMetrics(metric);
        return payload.build().toByteArray();
    }
}
