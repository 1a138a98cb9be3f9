package io.trivium.deploy.fuzz.api;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds faults in an answer. Thread-safe. */
final class Judges {
    static final String PROBLEM = "application/problem+json";

    /** The statuses that every operation may answer, declared or not. */
    private static final Set<Integer> GENERAL = Set.of(401, 403, 404, 405, 406, 413, 415, 429);

    /** The HTTP server's statuses for malformed requests, before any operation is known. */
    private static final Set<Integer> NO_REQUEST = Set.of(400, 414, 431, 501);

    /** Larger bodies may be cut off: a client that is still sending may not receive the reason. */
    private static final int MOST_SURELY_READ = 128 << 10;

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final List<Pattern> INNER = List.of(
            Pattern.compile("\\bat [\\w.$/]+\\([\\w ]+(\\.java)?(:\\d+)?\\)"),
            Pattern.compile("\\b(?:io\\.(?:trivium|quarkus|vertx|netty)|java\\.(?:lang|util|io|time|net)|jakarta|"
                    + "com\\.fasterxml|org\\.(?:hibernate|postgresql|jboss|apache))\\.[\\w.$]+"),
            Pattern.compile("\\b\\w+Exception\\b"),
            Pattern.compile("(?i)\\bSQLSTATE\\b|\\bselect\\b.{1,200}\\bfrom\\b|\\binsert into\\b|\\bupdate \\w+ set\\b"
                    + "|violates \\w+ constraint|relation \"\\w+\""));
    private static final Pattern NO_TARGET = Pattern.compile("%(?![0-9a-fA-F]{2})|[{}<>|\\\\^ \"]");
    private static final Pattern UUID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);

    private final Contract contract;
    private final KnownValues known;
    private final String mark;
    private final boolean shared;
    private final long slowestMillis;

    /**
     * Judges of one service.
     *
     * @param mark text in all objects made by members of the organisation, and in none made by others
     * @param shared whether the service's data is for all organisations
     * @param slowestMillis longest time an answer may take
     */
    Judges(Contract contract, KnownValues known, String mark, boolean shared, long slowestMillis) {
        this.contract = contract;
        this.known = known;
        this.mark = mark;
        this.shared = shared;
        this.slowestMillis = slowestMillis;
    }

    List<Finding> of(Draft draft, Answer answer) {
        List<Finding> findings = new ArrayList<>();
        if (answer.millis() > slowestMillis && !draft.withholdsBody()) {
            findings.add(new Finding("slow", "took " + answer.millis() + " ms"));
        }
        if (answer.status() == 0) {
            if (draft.body().length <= MOST_SURELY_READ && findings.isEmpty() && !draft.withholdsBody()) {
                findings.add(new Finding("no-answer", "the connection ended without an answer"));
            }
            return findings;
        }
        status(draft, answer).ifPresent(findings::add);
        if (answer.status() >= 400) {
            problem(draft, answer).ifPresent(findings::add);
            leak(draft, answer).ifPresent(findings::add);
        }
        if (answer.isSuccess()) {
            access(draft, answer).ifPresent(findings::add);
            document(answer).ifPresent(findings::add);
            mediaType(answer).ifPresent(findings::add);
            foreign(draft, answer).ifPresent(findings::add);
        }
        return findings;
    }

    private Optional<Finding> status(Draft draft, Answer answer) {
        int status = answer.status();
        if (status >= 500) {
            return status == 503 && answer.header("retry-after").isPresent()
                    ? Optional.empty()
                    : Optional.of(new Finding("server-error", "answered " + status));
        }
        boolean declared = GENERAL.contains(status)
                || draft.operation().statuses().contains(status)
                || contract.matching(draft.method(), draft.rawPath()).stream()
                        .anyMatch(operation -> operation.statuses().contains(status))
                || isNoRequest(draft, answer)
                || contract.publishes(json(answer).path("code").asText(), status);
        return declared
                ? Optional.empty()
                : Optional.of(new Finding("undeclared-status", "answered " + status + ", which its contract lacks"));
    }

    private static boolean isNoRequest(Draft draft, Answer answer) {
        return NO_REQUEST.contains(answer.status())
                && (hasOddHead(draft) || answer.status() == 414 || answer.status() == 431);
    }

    /** Whether the request line or the headers may be no HTTP. */
    private static boolean hasOddHead(Draft draft) {
        return NO_TARGET.matcher(draft.target()).find()
                || draft.headers().stream().anyMatch(Judges::frames)
                || !Set.of("GET", "POST", "PUT", "DELETE").contains(draft.method());
    }

    private static boolean frames(Draft.Field header) {
        return Set.of("Host", "Content-Length", "Transfer-Encoding", "Content-Encoding", "Range", "Expect")
                .contains(header.name());
    }

    private Optional<Finding> problem(Draft draft, Answer answer) {
        if (answer.body().length == 0 && isNoRequest(draft, answer)) return Optional.empty();
        if (isOfItsProtocol(draft, answer)) return document(answer);
        if (!answer.mediaType().equals(PROBLEM)) {
            return Optional.of(new Finding(
                    "no-problem",
                    "answered " + answer.status() + " as '" + answer.mediaType() + "' instead of " + PROBLEM));
        }
        JsonNode problem = json(answer);
        for (String member : List.of("type", "title", "detail")) {
            if (problem.path(member).asText().isBlank()) {
                return Optional.of(new Finding("no-problem", "answered a problem without " + member));
            }
        }
        return problem.path("status").asInt() == answer.status()
                ? Optional.empty()
                : Optional.of(new Finding(
                        "no-problem",
                        "answered " + answer.status() + " with a problem of status " + problem.path("status")));
    }

    /** Errors that another protocol than this platform's own gives a form of their own, as in the contract. */
    private boolean isOfItsProtocol(Draft draft, Answer answer) {
        if (answer.body().length == 0) return false;
        return draft.operation().errorTypes().contains(answer.mediaType())
                || contract.declaresErrors(draft.rawPath(), answer.mediaType());
    }

    private static Optional<Finding> leak(Draft draft, Answer answer) {
        String text = answer.text();
        for (Pattern pattern : INNER) {
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
                if (!draft.says(matcher.group())) {
                    return Optional.of(new Finding("leak", "tells of its inside: " + matcher.group()));
                }
            }
        }
        return Optional.empty();
    }

    /** Text without a charset is for the reader to guess; JSON and streams of events are UTF-8 by their definition. */
    private static Optional<Finding> mediaType(Answer answer) {
        if (answer.body().length == 0) return Optional.empty();
        String type = answer.header("content-type").orElse("").toLowerCase(Locale.ROOT);
        if (type.isBlank()) return Optional.of(new Finding("no-type", "answered a body without a media type"));
        boolean guessed =
                type.startsWith("text/") && !type.startsWith("text/event-stream") && !type.contains("charset=utf-8");
        return guessed
                ? Optional.of(new Finding("no-type", "answered " + type + ", which does not say that it is UTF-8"))
                : Optional.empty();
    }

    private Optional<Finding> access(Draft draft, Answer answer) {
        List<Operation> meant = contract.matching(draft.method(), draft.rawPath());
        boolean admitted = meant.isEmpty()
                ? draft.operation().access().admits(draft.caller())
                : meant.stream().anyMatch(operation -> operation.access().admits(draft.caller()));
        return admitted
                ? Optional.empty()
                : Optional.of(new Finding(
                        "let-in", "answered " + answer.status() + " to " + draft.caller() + ", who may not do this"));
    }

    private static Optional<Finding> document(Answer answer) {
        boolean json =
                answer.mediaType().endsWith("json") && !answer.mediaType().contains("ndjson");
        if (!json
                || !answer.whole()
                || answer.body().length == 0
                || !json(answer).isMissingNode()) {
            return Optional.empty();
        }
        return Optional.of(new Finding("no-json", "answered as " + answer.mediaType() + " what is no JSON"));
    }

    private Optional<Finding> foreign(Draft draft, Answer answer) {
        if (draft.caller().kind() == Caller.Kind.MEMBER
                || draft.operation().access().open()) {
            return Optional.empty();
        }
        if (!draft.says(mark) && answer.text().contains(mark)) {
            return Optional.of(new Finding("foreign-data", "shows what another organisation made"));
        }
        if (shared || !draft.method().equals("GET")) return Optional.empty();
        Matcher asked = UUID.matcher(draft.rawPath());
        while (asked.find()) {
            if (known.isForeignToStrangers(asked.group())) {
                return Optional.of(new Finding("foreign-data", "shows " + asked.group() + " of another organisation"));
            }
        }
        return Optional.empty();
    }

    /** Missing where the body is no JSON. */
    static JsonNode json(Answer answer) {
        try {
            JsonNode read = JSON.readTree(answer.body());
            return read == null ? JSON.missingNode() : read;
        } catch (IOException _) {
            return JSON.missingNode();
        }
    }
}
