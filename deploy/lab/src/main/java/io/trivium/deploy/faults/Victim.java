package io.trivium.deploy.faults;

/** The processes to kill, by the supervisor's names: every process that an authorization passes, or a caller needs. */
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
