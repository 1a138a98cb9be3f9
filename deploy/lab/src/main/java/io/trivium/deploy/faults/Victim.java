package io.trivium.deploy.faults;

/** What is killed, by the name the supervisor gives it: every process that an authorization passes, or a caller needs. */
public enum Victim {
    SERVICE("domain-fin"),
    RUNTIME("model-runtime"),
    BROKER("kafka"),
    DATABASE("postgres"),
    IDENTITY("keycloak");

    private final String component;

    Victim(String component) {
        this.component = component;
    }

    public String component() {
        return component;
    }
}
