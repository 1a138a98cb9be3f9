package io.trivium.industrial.intake;

import io.trivium.industrial.reading.ReadingQuality;
import org.eclipse.tahu.protobuf.SparkplugBProto.DataType;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload;

/** Values and qualities of Sparkplug B's metrics as numbers. Pure. */
final class SparkplugValue {
    private static final String QUALITY = "Quality";

    private SparkplugValue() {}

    /** Whether metrics of this type are numbers or truth values, and so readings. */
    static boolean isNumeric(int dataType) {
        DataType type = DataType.forNumber(dataType);
        return type != null
                && switch (type) {
                    case Int8, Int16, Int32, Int64, UInt8, UInt16, UInt32, UInt64, Float, Double, Boolean -> true;
                    default -> false;
                };
    }

    /**
     * The value of a metric of a numeric type; NaN where it holds something else, and so for a null.
     *
     * @param dataType of the metric in this message or in its birth
     */
    static double of(Payload.Metric metric, int dataType) {
        DataType type = DataType.forNumber(dataType);
        if (type == null || metric.getIsNull()) return Double.NaN;
        return switch (type) {
            case Int8 -> metric.hasIntValue() ? (byte) metric.getIntValue() : Double.NaN;
            case Int16 -> metric.hasIntValue() ? (short) metric.getIntValue() : Double.NaN;
            case Int32 -> metric.hasIntValue() ? metric.getIntValue() : Double.NaN;
            case UInt8, UInt16, UInt32 -> unsigned(metric);
            case Int64 -> metric.hasLongValue() ? metric.getLongValue() : Double.NaN;
            case UInt64 -> metric.hasLongValue() ? unsigned(metric.getLongValue()) : Double.NaN;
            case Float -> metric.hasFloatValue() ? metric.getFloatValue() : Double.NaN;
            case Double -> metric.hasDoubleValue() ? metric.getDoubleValue() : Double.NaN;
            case Boolean -> metric.hasBooleanValue() ? (metric.getBooleanValue() ? 1 : 0) : Double.NaN;
            default -> Double.NaN;
        };
    }

    /** Whether the metric holds a value of another kind than its type has, or none. */
    static boolean isOfAnotherKind(Payload.Metric metric, int dataType) {
        DataType type = DataType.forNumber(dataType);
        if (type == null || metric.getIsNull()) return true;
        return switch (type) {
            case Int8, Int16, Int32, UInt8, UInt16 -> !metric.hasIntValue();
            case UInt32 -> !metric.hasIntValue() && !metric.hasLongValue();
            case Int64, UInt64 -> !metric.hasLongValue();
            case Float -> !metric.hasFloatValue();
            case Double -> !metric.hasDoubleValue();
            case Boolean -> !metric.hasBooleanValue();
            default -> true;
        };
    }

    private static double unsigned(Payload.Metric metric) {
        if (metric.hasIntValue()) return Integer.toUnsignedLong(metric.getIntValue());
        return metric.hasLongValue() ? metric.getLongValue() : Double.NaN;
    }

    private static double unsigned(long bits) {
        return bits >= 0 ? bits : (bits >>> 1) * 2.0 + (bits & 1);
    }

    /** The metric's property Quality, good where it has none. */
    static ReadingQuality quality(Payload.Metric metric) {
        if (!metric.hasProperties()) return ReadingQuality.GOOD;
        Payload.PropertySet properties = metric.getProperties();
        for (int i = 0; i < properties.getKeysCount() && i < properties.getValuesCount(); i++) {
            if (properties.getKeys(i).equals(QUALITY)) {
                Payload.PropertyValue value = properties.getValues(i);
                return ReadingQuality.ofCode(value.hasIntValue() ? value.getIntValue() : (int) value.getLongValue());
            }
        }
        return ReadingQuality.GOOD;
    }
}
