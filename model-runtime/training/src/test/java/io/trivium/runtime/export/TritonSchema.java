package io.trivium.runtime.export;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.List;

/**
 * The fields of Triton's model configuration that exports use, from its model configuration guide. Numbers of fields are
 * our own: the text form does not have them.
 */
final class TritonSchema {
    private static final List<String> TYPES = List.of(
            "TYPE_INVALID",
            "TYPE_BOOL",
            "TYPE_UINT8",
            "TYPE_UINT16",
            "TYPE_UINT32",
            "TYPE_UINT64",
            "TYPE_INT8",
            "TYPE_INT16",
            "TYPE_INT32",
            "TYPE_INT64",
            "TYPE_FP16",
            "TYPE_FP32",
            "TYPE_FP64",
            "TYPE_STRING",
            "TYPE_BF16");

    private TritonSchema() {}

    static Descriptor modelConfig() throws DescriptorValidationException {
        EnumDescriptorProto.Builder types = EnumDescriptorProto.newBuilder().setName("DataType");
        for (int i = 0; i < TYPES.size(); i++) {
            types.addValue(
                    EnumValueDescriptorProto.newBuilder().setName(TYPES.get(i)).setNumber(i));
        }
        FileDescriptorProto file = FileDescriptorProto.newBuilder()
                .setName("triton.proto")
                .setSyntax("proto3")
                .addEnumType(types)
                .addMessageType(message("Reshape", repeated(field("shape", FieldDescriptorProto.Type.TYPE_INT64))))
                .addMessageType(tensor("Input"))
                .addMessageType(tensor("Output"))
                .addMessageType(message("QueuePolicy", field("max_queue_size", FieldDescriptorProto.Type.TYPE_UINT32)))
                .addMessageType(message(
                        "DynamicBatching",
                        field("max_queue_delay_microseconds", FieldDescriptorProto.Type.TYPE_UINT64),
                        of("QueuePolicy", field("default_queue_policy", FieldDescriptorProto.Type.TYPE_MESSAGE))))
                .addMessageType(message("Value", field("string_value", FieldDescriptorProto.Type.TYPE_STRING)))
                .addMessageType(message(
                        "Parameter",
                        field("key", FieldDescriptorProto.Type.TYPE_STRING),
                        of("Value", field("value", FieldDescriptorProto.Type.TYPE_MESSAGE))))
                .addMessageType(message(
                        "ModelConfig",
                        field("name", FieldDescriptorProto.Type.TYPE_STRING),
                        field("backend", FieldDescriptorProto.Type.TYPE_STRING),
                        field("max_batch_size", FieldDescriptorProto.Type.TYPE_INT32),
                        repeated(of("Input", field("input", FieldDescriptorProto.Type.TYPE_MESSAGE))),
                        repeated(of("Output", field("output", FieldDescriptorProto.Type.TYPE_MESSAGE))),
                        of("DynamicBatching", field("dynamic_batching", FieldDescriptorProto.Type.TYPE_MESSAGE)),
                        repeated(of("Parameter", field("parameters", FieldDescriptorProto.Type.TYPE_MESSAGE)))))
                .build();
        return FileDescriptor.buildFrom(file, new FileDescriptor[0]).findMessageTypeByName("ModelConfig");
    }

    private static DescriptorProto tensor(String name) {
        return message(
                name,
                field("name", FieldDescriptorProto.Type.TYPE_STRING),
                of("DataType", field("data_type", FieldDescriptorProto.Type.TYPE_ENUM)),
                repeated(field("dims", FieldDescriptorProto.Type.TYPE_INT64)),
                of("Reshape", field("reshape", FieldDescriptorProto.Type.TYPE_MESSAGE)));
    }

    private static DescriptorProto message(String name, FieldDescriptorProto.Builder... fields) {
        DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(name);
        for (int i = 0; i < fields.length; i++) message.addField(fields[i].setNumber(i + 1));
        return message.build();
    }

    private static FieldDescriptorProto.Builder field(String name, FieldDescriptorProto.Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setType(type)
                .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
    }

    private static FieldDescriptorProto.Builder repeated(FieldDescriptorProto.Builder field) {
        return field.setLabel(FieldDescriptorProto.Label.LABEL_REPEATED);
    }

    private static FieldDescriptorProto.Builder of(String type, FieldDescriptorProto.Builder field) {
        return field.setTypeName(type);
    }
}
