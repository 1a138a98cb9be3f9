package io.trivium.deploy.faults;

/** What is killed, by the name the supervisor gives it. */
enum Victim {
    SERVICE("domain-fin"),
    BROKER("kafka"),
    DATABASE("postgres");

    private final String component;

    Victim(String component) {
        this.component = component;
    }

    String component() {
        return component;
    }
}
