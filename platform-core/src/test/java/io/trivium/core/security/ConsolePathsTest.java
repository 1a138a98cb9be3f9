package io.trivium.core.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsolePathsTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "https://evil.example/",
                "//evil.example/console/",
                "/v1/session",
                "/console/../v1/session",
                "/console/\r\nSet-Cookie: a=b",
                "/console/\\evil",
                "/console/login?return=/console/login",
                "/console/logout"
            })
    void returnsToTheStartFromAnUnsafeAddress(@Nullable String wanted) {
        assertEquals("/console/", ConsolePaths.safeReturn(wanted));
    }

    @Test
    void returnsToTheAddressInsideTheConsole() {
        assertEquals("/console/decisions?id=a-1&x=%2F", ConsolePaths.safeReturn("/console/decisions?id=a-1&x=%2F"));
    }

    @Test
    void tellsFilesFromPages() {
        assertTrue(ConsolePaths.isAsset("/console/assets/app-1a2b.js"));
        assertFalse(ConsolePaths.isAsset("/console/index.html"));
        assertFalse(ConsolePaths.isAsset("/console/decisions/7"));
        assertFalse(ConsolePaths.isAsset("/v1/file.js"));
        assertTrue(ConsolePaths.isDeepLink("/console/decisions/7"));
        assertTrue(ConsolePaths.isDeepLink("/console/"));
        assertFalse(ConsolePaths.isDeepLink("/console/login"));
        assertFalse(ConsolePaths.isDeepLink("/console/account"));
        assertFalse(ConsolePaths.isDeepLink("/console/assets/app-1a2b.js"));
        assertFalse(ConsolePaths.isDeepLink("/consolation"));
    }
}
