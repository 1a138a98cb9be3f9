package io.trivium.core.tenancy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "A-bank", "1bank", "bank_1", "bank ", "*", "bank;", "банк"})
    void refusesWhatIsNoSlug(String text) {
        assertEquals(Optional.empty(), TenantId.parse(text));
        assertThrows(IllegalArgumentException.class, () -> new TenantId(text));
    }

    @Test
    void takesASlugOfTwoToSixtyThreeCharacters() {
        assertEquals("demo-bank", new TenantId("demo-bank").toString());
        assertEquals(Optional.of(new TenantId("ab")), TenantId.parse("ab"));
        assertEquals(63, new TenantId("a".repeat(63)).value().length());
        assertEquals(Optional.empty(), TenantId.parse("a".repeat(64)));
        assertEquals(Optional.empty(), TenantId.parse(null));
    }
}
