package io.trivium.runtime.frontpage;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A service of the platform.
 *
 * @param health address that answers 200 when the service is ready
 * @param console where a browser finds its console; empty when it has none
 */
record PlatformService(String name, URI health, Optional<URI> console) {
    private static final Pattern ENTRY = Pattern.compile("([a-z][a-z0-9-]{0,62})=(https?://\\S+)");

    /**
     * Reads the services as they are configured.
     *
     * @throws IllegalArgumentException naming the key and the entry that is none
     */
    static List<PlatformService> read(FrontPageConfig config) {
        Map<String, URI> consoles = entries("consoles", config.consoles().orElse(List.of()));
        List<PlatformService> services = new ArrayList<>();
        entries("services", config.services().orElse(List.of()))
                .forEach((name, address) -> services.add(
                        new PlatformService(name, ready(address), Optional.ofNullable(consoles.remove(name)))));
        if (!consoles.isEmpty()) {
            throw new IllegalArgumentException("platform.runtime.front-page.consoles names " + consoles.keySet()
                    + ", which platform.runtime.front-page.services does not");
        }
        return List.copyOf(services);
    }

    private static URI ready(URI address) {
        String text = address.toString();
        return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + "/q/health/ready");
    }

    private static Map<String, URI> entries(String key, List<String> texts) {
        Map<String, URI> entries = new LinkedHashMap<>();
        for (String text : texts) {
            Matcher matcher = ENTRY.matcher(text.strip());
            if (!matcher.matches()) throw refused(key, text, "is not name=http://address");
            URI address;
            try {
                address = new URI(matcher.group(2));
            } catch (URISyntaxException e) {
                throw refused(key, text, "has no address: " + e.getReason());
            }
            if (address.getHost() == null) throw refused(key, text, "has no host");
            if (entries.putIfAbsent(matcher.group(1), address) != null) throw refused(key, text, "is there twice");
        }
        return entries;
    }

    private static IllegalArgumentException refused(String key, String text, String why) {
        return new IllegalArgumentException("platform.runtime.front-page." + key + ": \"" + text + "\" " + why);
    }
}
