package io.trivium.deploy.drill;

import io.trivium.deploy.standalone.Ports;

/** Where Prometheus and its exporters listen, all on loopback. */
record AlertingPorts(int prometheus, int nodeExporter, int blackboxExporter) {
    /** Ports that neither the platform nor its proxies use. */
    static AlertingPorts beside(Ports platform) {
        int first = platform.base() + 165;
        return new AlertingPorts(first, first + 1, first + 2);
    }

    String address(int port) {
        return "127.0.0.1:" + port;
    }
}
