package io.trivium.deploy.component;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A person of the demo, who signs in with a known password.
 *
 * @param tenants organisations whose data the person sees
 * @param roles of the realm
 */
public record DemoUser(String name, String password, List<String> tenants, List<String> roles) {
    public DemoUser {
        tenants = List.copyOf(tenants);
        roles = List.copyOf(roles);
    }

    /** Names of the consoles that open for one of the roles, as {@code ./trivium status} calls them. */
    public Set<String> consoles() {
        Set<String> consoles = new LinkedHashSet<>();
        for (String role : roles) {
            if (role.startsWith("fin-")) consoles.add("payments");
            if (role.startsWith("med-")) consoles.add("hospital");
            if (role.startsWith("industrial-")) consoles.add("factory");
            if (role.startsWith("model-") || role.startsWith("platform-")) consoles.add("platform");
        }
        return consoles;
    }
}
