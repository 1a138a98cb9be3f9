package io.trivium.runtime.testing;

import io.trivium.core.security.TestTokens;

/** Access tokens of the callers this service knows. */
public final class Tokens {
    private Tokens() {}

    public static TestTokens token() {
        return TestTokens.token().audience("trivium-runtime").tenant("demo-bank");
    }

    public static String client() {
        return token().user("client").roles("inference-client").sign();
    }

    /** A platform service, which acts for the tenant its requests name. */
    public static String platformClient() {
        return token().tenant("*").roles("inference-client").sign();
    }

    public static String viewer() {
        return token().user("viewer").roles("model-viewer").sign();
    }

    public static String operator() {
        return token().user("operator").roles("model-operator").sign();
    }
}
