package io.trivium.deploy.fuzz.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects the findings of judges: once for each rule, operation and sentence, minimised. Thread-safe. */
final class Findings {
    /** Sends a request again, without being counted, and judges the answer. */
    interface Retry {
        Answer send(Draft draft);

        List<Finding> judge(Draft draft, Answer answer);
    }

    private static final Set<String> OF_THE_MOMENT = Set.of("slow", "no-answer");
    private static final int RETRIES = 3;
    private static final int MOST_REQUESTS = 60;
    private static final int SHOWN = 300;

    private final Curl curl;
    private final Map<String, Report.Found> found = new LinkedHashMap<>();
    private long passing;

    Findings(Curl curl) {
        this.curl = curl;
    }

    void add(FuzzedService service, long request, Draft draft, Answer answer, Finding finding, Retry retry) {
        String key = finding.rule() + " " + draft.operation().label() + " "
                + finding.sentence().replaceAll("\\d{4,}|[0-9a-f-]{36}", "#");
        synchronized (found) {
            Report.Found before = found.get(key);
            found.put(key, before == null ? new Found(finding, draft, request).first() : again(before));
            if (before != null) return;
        }
        boolean repeats = false;
        for (int i = 0; i < RETRIES && !repeats; i++) repeats = breaks(retry, draft, finding, answer.status());
        synchronized (found) {
            if (!repeats && OF_THE_MOMENT.contains(finding.rule())) {
                found.remove(key);
                passing++;
                return;
            }
        }
        Draft smallest = repeats && !OF_THE_MOMENT.contains(finding.rule())
                ? new Minimiser(candidate -> breaks(retry, candidate, finding, answer.status()), MOST_REQUESTS)
                        .smallest(draft)
                : draft;
        String text = answer.text();
        synchronized (found) {
            Report.Found first = found.get(key);
            if (first == null) return;
            found.put(
                    key,
                    new Report.Found(
                            first.rule(),
                            first.operation(),
                            first.caller(),
                            first.sentence(),
                            request,
                            first.times(),
                            repeats,
                            curl.of(smallest, service.port(), "request-" + request),
                            text.length() > SHOWN ? text.substring(0, SHOWN) : text));
        }
    }

    private record Found(Finding finding, Draft draft, long request) {
        Report.Found first() {
            return new Report.Found(
                    finding.rule(),
                    draft.operation().label(),
                    draft.caller().label(),
                    finding.sentence(),
                    request,
                    1,
                    false,
                    "",
                    "");
        }
    }

    private static Report.Found again(Report.Found found) {
        return new Report.Found(
                found.rule(),
                found.operation(),
                found.caller(),
                found.sentence(),
                found.request(),
                found.times() + 1,
                found.repeats(),
                found.curl(),
                found.answer());
    }

    private static boolean breaks(Retry retry, Draft draft, Finding finding, int status) {
        Answer answer = retry.send(draft);
        return answer.status() == status
                && retry.judge(draft, answer).stream()
                        .anyMatch(other -> other.rule().equals(finding.rule()));
    }

    List<Report.Found> all() {
        synchronized (found) {
            return new ArrayList<>(found.values());
        }
    }

    long passing() {
        synchronized (found) {
            return passing;
        }
    }
}
