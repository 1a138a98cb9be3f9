package io.trivium.runtime.lab.bench;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.pack.PackWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;

/** Copies of a pack under another version, whose answers differ a little so that they can be distinguished. */
final class PackVariants {
    private static final String HEAD = ModelPack.PIECES + "head.onnx";
    private static final int MOST_ELEMENTS = 1_024;

    private PackVariants() {}

    /**
     * Writes a copy.
     *
     * @param shift added to the constant that the graph's last step with one adds; 0 for a plain copy
     * @throws IllegalArgumentException when no step of the graph adds a constant
     */
    static ModelPack copy(ModelPack pack, String version, float shift, Path directory) throws IOException {
        PackManifest from = pack.manifest();
        PackWriter writer = new PackWriter(from.name(), new VersionNumber(version), from.created(), from.provenance());
        for (PackManifest.PackFile file : from.files()) {
            byte[] content = pack.read(file.path());
            boolean last = file.path().equals(HEAD) || file.path().equals(ModelPack.MODEL);
            writer.file(file.path(), last && shift != 0 ? shifted(content, shift) : content);
        }
        return writer.write(directory);
    }

    private static byte[] shifted(byte[] onnx, float shift) throws IOException {
        OnnxMl.ModelProto.Builder model = OnnxMl.ModelProto.parseFrom(onnx).toBuilder();
        OnnxMl.GraphProto.Builder graph = model.getGraphBuilder();
        List<OnnxMl.NodeProto> nodes = graph.getNodeList();
        for (OnnxMl.NodeProto node : nodes.reversed()) {
            if (!node.getOpType().equals("Add") && !node.getOpType().equals("Gemm")) continue;
            for (int i = 0; i < graph.getInitializerCount(); i++) {
                OnnxMl.TensorProto constant = graph.getInitializer(i);
                if (!node.getInputList().contains(constant.getName()) || !isSmallFloat(constant)) continue;
                graph.setInitializer(i, shifted(constant, shift));
                return model.build().toByteArray();
            }
        }
        throw new IllegalArgumentException("the graph adds no constant");
    }

    private static boolean isSmallFloat(OnnxMl.TensorProto tensor) {
        long elements = tensor.getDimsList().stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
        return tensor.getDataType() == OnnxMl.TensorProto.DataType.FLOAT_VALUE
                && tensor.getDimsCount() <= 1
                && elements <= MOST_ELEMENTS;
    }

    private static OnnxMl.TensorProto shifted(OnnxMl.TensorProto tensor, float shift) {
        OnnxMl.TensorProto.Builder to = tensor.toBuilder();
        if (tensor.getFloatDataCount() > 0) {
            for (int i = 0; i < tensor.getFloatDataCount(); i++) to.setFloatData(i, tensor.getFloatData(i) + shift);
            return to.build();
        }
        ByteBuffer raw = ByteBuffer.wrap(tensor.getRawData().toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < raw.capacity(); at += Float.BYTES) raw.putFloat(at, raw.getFloat(at) + shift);
        return to.setRawData(ByteString.copyFrom(raw)).build();
    }
}
