package io.trivium.core.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {

    @Test
    void sortsKeysWhateverTheirOrder() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("b", 1);
        map.put("a", Map.of("z", true, "y", "x"));
        assertEquals("{\"a\":{\"y\":\"x\",\"z\":true},\"b\":1}", CanonicalJson.of(map));
    }

    @Test
    void writesOneFormOfEachNumber() {
        assertEquals(
                "{\"a\":1.5,\"b\":100,\"c\":0,\"d\":0.1,\"e\":-7}",
                CanonicalJson.of(Map.of(
                        "a", new BigDecimal("1.500"),
                        "b", new BigDecimal("1E+2"),
                        "c", new BigDecimal("0.00"),
                        "d", 0.1,
                        "e", -7L)));
        assertThrows(IllegalArgumentException.class, () -> CanonicalJson.of(Map.of("a", Double.NaN)));
    }

    @Test
    void escapesOnlyWhatJsonDemands() {
        assertEquals(
                "{\"k\":[\"\\\"\\\\\\n\\u0001/é中\",null]}",
                CanonicalJson.of(Map.of("k", Arrays.asList("\"\\\n\u0001/é中", null))));
    }

    /** {@code printf 'trivium-audit/1\\ndemo-bank' | sha256sum}. */
    @Test
    void startsEachChainFromItsTenant() {
        assertEquals(
                "6157c1f4a20217be8d0ae5785028aface7ea82e1b5b9cc955b3f46db93e98051", AuditEntry.genesis("demo-bank"));
    }
}
