package io.trivium.core.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;

/** Makes the mapper of the HTTP edge strict. Runs after Quarkus' own customizer, which is lenient. */
@Singleton
class StrictJsonCustomizer implements ObjectMapperCustomizer {

    @Override
    public void customize(ObjectMapper mapper) {
        StrictJson.configure(mapper);
        mapper.registerModule(new SimpleModule("trivium-whole-text").addDeserializer(String.class, new WholeText()));
    }

    @Override
    public int priority() {
        return MINIMUM_PRIORITY;
    }
}
