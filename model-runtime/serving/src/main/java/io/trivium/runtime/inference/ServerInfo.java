package io.trivium.runtime.inference;

import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;

/** The server's metadata about itself. */
final class ServerInfo {
    static final String NAME = "trivium";
    static final String PLATFORM = "onnxruntime_onnx";
    static final List<String> EXTENSIONS =
            List.of("binary_tensor_data", "model_configuration", "model_repository", "schedule_policy", "statistics");

    private ServerInfo() {}

    static String version() {
        return ConfigProvider.getConfig()
                .getOptionalValue("quarkus.application.version", String.class)
                .orElse("unknown");
    }
}
