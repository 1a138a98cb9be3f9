package io.trivium.fin.token;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CardNumberInBodyTest {

    @ParameterizedTest
    @CsvSource({
        "'{\"note\":\"card x4111111111111111\"}',true",
        "'{\"a\":[{\"4111111111111111\":1}]}',true",
        "'{\"a\":4111111111111111}',true",
        "'{\"a\":\"\\u0034111111111111111\"}',true",
        "'{\"a\":[4111,1111,1111,1111]}',false",
        "'{\"a\":411111111111.1111}',false",
        "'{\"a\":\"8a562c67-ca16-48ba-b074-65581be6f001\"}',false",
        "'{\"a\":\"4111',false",
    })
    void looksAtEveryNameAndValueByItself(String json, boolean holds) {
        assertEquals(holds, CardNumberInBody.holdsCardNumber(json.getBytes(StandardCharsets.UTF_8), true));
    }

    /** A search may have one in its text; an error message would repeat it as the name of a field. */
    @ParameterizedTest
    @CsvSource({"'{\"query\":\"4111111111111111\"}',false", "'{\"4111 1111 1111 1111\":\"a\"}',true"})
    void looksAtNamesAloneWhereValuesMayHaveOne(String json, boolean holds) {
        assertEquals(holds, CardNumberInBody.holdsCardNumber(json.getBytes(StandardCharsets.UTF_8), false));
    }
}
