package io.trivium.deploy.standalone;

import java.util.Locale;
import java.util.function.ToIntFunction;

/** A link on which one part of a standalone platform calls another, and on which a chaos run can place a proxy. */
public enum Link {
    KAFKA(150, Ports::kafka),
    POSTGRES(151, Ports::postgres),
    FIN_TO_RUNTIME(152, Ports::runtime),
    MED_TO_RUNTIME(153, Ports::runtime),
    INDUSTRIAL_TO_RUNTIME(154, Ports::runtime),
    KEYCLOAK(155, Ports::keycloak),
    /** From the factory's service to its broker. */
    MQTT(156, Ports::mqtt),
    /** From machines to the factory's broker. */
    MACHINES(157, Ports::mqtt),
    /** From scanners to the hospital's node. */
    DICOM(158, Ports::dicom),
    /** From the hospital's node to the PACS. */
    PACS(159, Ports::pacs);

    private final int proxy;

    @SuppressWarnings("ImmutableEnumChecker") // a reference to a method of a record
    private final ToIntFunction<Ports> direct;

    Link(int proxy, ToIntFunction<Ports> direct) {
        this.proxy = proxy;
        this.direct = direct;
    }

    int direct(Ports ports) {
        return direct.applyAsInt(ports);
    }

    /** Where a proxy on this link listens. */
    public int proxy(Ports ports) {
        return ports.base() + proxy;
    }

    /**
     * The target port of a proxy on this link. A broker names itself to its clients: clients that connect through a
     * proxy have a listener.
     */
    public int target(Ports ports) {
        return this == KAFKA ? ports.kafkaBehindProxy() : direct(ports);
    }

    /** In words of the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
