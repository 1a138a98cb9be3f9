package io.trivium.deploy.size;

import java.util.Locale;

/** A kind of work that an installation is sized for, and where its items are counted. */
public enum Workload {
    /** A payment, from its topic to the decision that all clients can read. */
    AUTHORIZATION("domain-fin", "fin", "decision_([0-9]+w[0-9]+|default)"),

    /** An image of 512 KiB, from its association to disk and row. */
    IMAGE("domain-med", "med", "instance"),

    /** A chest CT: the costs of its reading and of its images. */
    STUDY("domain-med", "med", "study_revision"),

    /** A value of a sensor, from MQTT to disk, roll-ups and judgement. */
    READING("domain-industrial", "industrial", "reading_[0-9]+");

    private final String service;
    private final String schema;
    private final String tables;

    Workload(String service, String schema, String tables) {
        this.service = service;
        this.schema = schema;
        this.tables = tables;
    }

    /** The service that does it. */
    public String service() {
        return service;
    }

    /**
     * Whether a component works for it; the use by other components is not counted, and the demo's PACS is never
     * counted.
     */
    boolean isWorkOf(String component) {
        if (component.startsWith("domain-")) return component.equals(service);
        return component.equals("mqtt") ? this == READING : !component.equals("orthanc");
    }

    /** The schema it is stored in. */
    public String schema() {
        return schema;
    }

    /** Regular expression of the names of the tables that get one row an item; a day's or a week's has digits. */
    String tables() {
        return tables;
    }

    /** Processors that work on one item at a time: the networks that read a study use both of a small machine. */
    int coresAnItem() {
        return this == STUDY ? 2 : 1;
    }

    /** Its name in files and reports. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
