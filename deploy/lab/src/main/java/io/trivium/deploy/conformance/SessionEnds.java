package io.trivium.deploy.conformance;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether copied session cookies are refused in time: after a logout at each console in turn, and at all four consoles
 * once a person loses a role, is disabled, is logged out by an administrator or logs out at one of them.
 */
final class SessionEnds implements Check {
    private static final int LOGOUTS = 100;
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int UNAUTHORIZED = 401;
    private static final String SESSION = "/v1/session";

    @Override
    public String protocol() {
        return "security";
    }

    @Override
    public String name() {
        return "a copied session cookie is refused within 5 s";
    }

    /** What ends a session or changes what its person may do. */
    @FunctionalInterface
    private interface Act {
        void on(Person person) throws IOException, InterruptedException;
    }

    @Override
    public Outcome run(Target target) throws IOException, InterruptedException {
        Cases cases = new Cases();
        Map<String, Long> measured = new LinkedHashMap<>();
        List<Long> times = new ArrayList<>();
        List<String> services = List.copyOf(target.ports().services().keySet());
        try (Person person = new Person(target)) {
            for (int i = 0; i < LOGOUTS; i++) {
                times.add(logout(target, cases, person, services.get(i % services.size())));
            }
        }
        long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
        measured.put("logouts", (long) LOGOUTS);
        measured.put("logoutP99Ms", sorted[(int) Math.ceil(sorted.length * 0.99) - 1]);
        measured.put("logoutMaxMs", Arrays.stream(sorted).max().orElseThrow());
        measured.put("roleRemovedMaxMs", everywhere(target, cases, "a lost role", p -> p.loseRole("fin-analyst")));
        measured.put("userDisabledMaxMs", everywhere(target, cases, "a disabled user", Person::disable));
        measured.put("endedByAdministratorMaxMs", everywhere(target, cases, "an administrator", Person::endSessions));
        measured.put("logoutElsewhereMaxMs", everywhere(target, cases, "a logout at one console", null));
        return cases.judgedBy("built in, OWASP ASVS 5.0 7.4", measured);
    }

    /** Logs in, copies the cookie, logs out and sends the copy until it is refused. */
    private static long logout(Target target, Cases cases, Person person, String service)
            throws IOException, InterruptedException {
        String copy = person.browser().open(service);
        boolean alive = Person.status(target, service, copy, "GET", SESSION) == OK;
        long start = System.nanoTime();
        int answer = Person.status(target, service, copy, "POST", "/console/logout");
        long took = refusedAfter(target, service, copy, start);
        cases.require(
                alive
                        && answer == NO_CONTENT
                        && took <= LIMIT.toMillis()
                        && Person.status(target, service, copy, "GET", SESSION) == UNAUTHORIZED,
                service + ": alive before the logout: " + alive + ", logout: " + answer + ", refused after " + took
                        + " ms");
        return took;
    }

    /** The longest time after which one of the four consoles refuses; without an act the first console logs out. */
    private static long everywhere(Target target, Cases cases, String what, @Nullable Act act)
            throws IOException, InterruptedException {
        try (Person person = new Person(target)) {
            Person.Browser browser = person.browser();
            Map<String, String> copies = new LinkedHashMap<>();
            for (String service : target.ports().services().keySet()) copies.put(service, browser.open(service));
            for (Map.Entry<String, String> copy : copies.entrySet()) {
                int status = Person.status(target, copy.getKey(), copy.getValue(), "GET", SESSION);
                cases.require(status == OK, what + ": " + copy.getKey() + " answers " + status + " before");
            }
            long start = System.nanoTime();
            if (act == null) {
                Map.Entry<String, String> first = copies.entrySet().iterator().next();
                Person.status(target, first.getKey(), first.getValue(), "POST", "/console/logout");
            } else {
                act.on(person);
            }
            long longest = 0;
            for (Map.Entry<String, String> copy : copies.entrySet()) {
                long took = refusedAfter(target, copy.getKey(), copy.getValue(), start);
                cases.require(
                        took <= LIMIT.toMillis(),
                        what + ": " + copy.getKey() + " still takes the cookie after " + took + " ms");
                longest = Math.max(longest, took);
            }
            return longest;
        }
    }

    /** In milliseconds; twice the limit where the cookie is still taken then. */
    private static long refusedAfter(Target target, String service, String copy, long start)
            throws IOException, InterruptedException {
        long end = start + LIMIT.multipliedBy(2).toNanos();
        while (Person.status(target, service, copy, "GET", SESSION) != UNAUTHORIZED && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }
}
