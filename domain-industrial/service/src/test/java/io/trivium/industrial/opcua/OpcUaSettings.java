package io.trivium.industrial.opcua;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;

/** Settings of OPC UA servers as a service reads them. */
final class OpcUaSettings {
    private OpcUaSettings() {}

    /** The configuration of a server called line, with the defaults that a service has. */
    static OpcUaConfig of(Map<String, String> settings) {
        Map<String, String> keys = new HashMap<>();
        settings.forEach((key, value) -> keys.put("platform.industrial.intake.opcua.line." + key, value));
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(keys, "test", 1_000))
                .withMapping(OpcUaConfig.class)
                .build()
                .getConfigMapping(OpcUaConfig.class);
    }
}
