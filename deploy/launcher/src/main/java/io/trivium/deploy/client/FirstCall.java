package io.trivium.deploy.client;

import io.trivium.deploy.client.MachineClients.MachineClient;
import io.trivium.deploy.standalone.Ports;
import io.trivium.deploy.standalone.Services;
import java.util.List;

/** Commands with which a new client gets a token and makes a first call. */
public final class FirstCall {
    private FirstCall() {}

    /** The address where tokens are given. */
    public static String tokenEndpoint(Ports ports) {
        return Services.issuer(ports) + "/protocol/openid-connect/token";
    }

    /** The commands, for a shell with curl: the first puts a token into the variable TOKEN, the second uses it. */
    public static List<String> commands(MachineClient client, String secret, Ports ports) {
        return List.of(
                "TOKEN=$(curl -sS --fail-with-body -d grant_type=client_credentials -d client_id=" + client.name()
                        + " -d client_secret=" + secret + " " + tokenEndpoint(ports)
                        + " | sed -E 's/.*\"access_token\":\"([^\"]+)\".*/\\1/')",
                ServiceCall.of(client.roles().getFirst()).curl(ports));
    }
}
