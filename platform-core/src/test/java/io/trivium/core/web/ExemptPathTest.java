package io.trivium.core.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExemptPathTest {
    @ParameterizedTest
    @CsvSource({
        "/v1/authorizations, /v1/authorizations, true",
        "/v1/authorizations, /v1/authorizations/17/decision, true",
        "/v1/authorizations, /v1/authorizations-of-others, false",
        "/v2/models/*/infer, /v2/models/sum/infer, true",
        "/v2/models/*/infer, /v2/models/sum/versions/1/infer, true",
        "/v2/models/*/infer, /v2/models/sum/ready, false",
        "/v2/models/*/infer, /v2/models/infer, false",
        "/v2/models/*/infer, /v1/models/sum/infer, false"
    })
    void coversWhatItNames(String setting, String path, boolean covered) {
        assertEquals(covered, ExemptPath.of(setting).covers(path));
    }
}
