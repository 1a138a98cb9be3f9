package io.trivium.runtime.registry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivium.core.error.PlatformException;
import io.trivium.core.testing.TestDatabase;
import io.trivium.runtime.RuntimeErrorCode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class RegistryLockTest {
    private static RegistryLock replica(Duration longest) {
        TestDatabase database = TestDatabase.schema("runtime");
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.jdbcUrl());
        source.setUser(database.appUser());
        source.setPassword(database.appPassword());
        return new RegistryLock(source, longest);
    }

    @Test
    void waitsForAnotherReplicaForALimitedTime() {
        RegistryLock one = replica(Duration.ofSeconds(20));
        RegistryLock other = replica(Duration.ofMillis(200));
        PlatformException refused = one.alone(
                () -> assertThrows(PlatformException.class, () -> other.alone(() -> "changed at the same time")));
        assertEquals(RuntimeErrorCode.MODEL_REGISTRY_BUSY, refused.code());
        assertEquals("changed", one.alone(() -> "changed"));
        assertEquals("changed", replica(Duration.ofSeconds(20)).alone(() -> "changed"));
    }
}
