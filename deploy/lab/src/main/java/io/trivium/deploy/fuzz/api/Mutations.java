package io.trivium.deploy.fuzz.api;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Changes that turn a request into one that services do not expect. Not thread-safe. */
final class Mutations {
    /** Percent-encoded, for paths and queries. */
    private static final List<String> ODD_TEXT = List.of(
            "%00",
            "a%00b",
            "%ff%fe",
            "%c0%af",
            "%",
            "%zz",
            "%ed%a0%80",
            "%e2%80%ae",
            "%f0%9f%92%a9",
            "..%2f..%2f..%2fetc%2fpasswd",
            "%2e%2e",
            "..;/x",
            "%5c..%5c",
            "%0d%0aSet-Cookie:a=b",
            "'%20or%20'1'='1",
            "1;select%20pg_sleep(1)--",
            "%24%7bjndi:ldap://127.0.0.1/x%7d",
            "%3cscript%3ealert(1)%3c/script%3e",
            "-1",
            "0",
            "00",
            "1.5",
            "1e9",
            "NaN",
            "null",
            "true",
            "2147483648",
            "-2147483649",
            "9223372036854775807",
            "9223372036854775808",
            "99999999999999999999999999",
            "%20",
            "+",
            "*",
            "_",
            "%25",
            "{}",
            "00000000-0000-0000-0000-000000000000",
            "%2b999999999-12-31T23:59:59Z",
            "-999999999-01-01T00:00:00Z",
            "-1000000000-01-01T00:00:00Z",
            "2026-02-30T00:00:00Z",
            "2026-01-01T00:00:00Z",
            "2026-01-01",
            "bm9uc2Vuc2U",
            "1.2.3",
            "");

    private static final List<String> TYPES = List.of(
            "text/plain",
            "application/xml",
            "application/json; charset=utf-16",
            "application/json; charset=none-such",
            "multipart/related",
            "multipart/form-data; boundary=",
            "application/x-www-form-urlencoded",
            "application/dicom+json",
            "application/octet-stream",
            "*/*",
            "/",
            "json",
            "");

    private static final List<Draft.Field> HEADERS = List.of(
            new Draft.Field("Accept", "image/png"),
            new Draft.Field("Accept", ";;;,,,"),
            new Draft.Field("Accept", "*/*;q=abc"),
            new Draft.Field("Accept", "text/event-stream"),
            new Draft.Field("Accept", "multipart/related; type=\"application/octet-stream\""),
            new Draft.Field("Accept-Language", "xx-\u00ff;q=2"),
            new Draft.Field("Accept-Encoding", "gzip;q=none"),
            new Draft.Field("Content-Encoding", "gzip"),
            new Draft.Field("Content-Length", "0"),
            new Draft.Field("Content-Length", "-1"),
            new Draft.Field("Content-Length", "1"),
            new Draft.Field("Transfer-Encoding", "none-such"),
            new Draft.Field("Range", "bytes=9-1"),
            new Draft.Field("If-None-Match", "\u00ff"),
            new Draft.Field("If-Modified-Since", "never"),
            new Draft.Field("Last-Event-ID", "not-a-number"),
            new Draft.Field("Last-Event-ID", "-9223372036854775808"),
            new Draft.Field("Last-Event-ID", ""),
            new Draft.Field("Inference-Header-Content-Length", "-5"),
            new Draft.Field("Inference-Header-Content-Length", "99999999999"),
            new Draft.Field("Prefer", "wait=-1, respond-async; \u00ff"),
            new Draft.Field("X-Tenant-Id", "other-bank"),
            new Draft.Field("X-Forwarded-For", "256.256.256.256"),
            new Draft.Field("X-Forwarded-Host", "evil.invalid"),
            new Draft.Field("X-HTTP-Method-Override", "DELETE"),
            new Draft.Field("X-Requested-With", "JavaScript"),
            new Draft.Field("Origin", "https://evil.invalid"),
            new Draft.Field("Cookie", "q_session=\u00ff; =; ;;"),
            new Draft.Field("traceparent", "00-zz-zz-zz"),
            new Draft.Field("baggage", "=,=,;"),
            new Draft.Field("Host", "a b"),
            new Draft.Field("X-Long", "x".repeat(9_000)));

    private static final List<String> METHODS = List.of("PATCH", "TRACE", "FUZZ", "PUT", "DELETE");
    private static final int LONG = 5_000;

    private final Random random;
    private final JsonMutations json;

    Mutations(Random random) {
        this.random = random;
        this.json = new JsonMutations(random);
    }

    /** The request with one to three changes. */
    Draft of(Draft draft) {
        Draft changed = draft;
        for (int i = 1 + random.nextInt(3); i > 0; i--) changed = once(changed);
        return changed;
    }

    private Draft once(Draft draft) {
        boolean reads = draft.body().length > 0;
        int kind = random.nextInt(reads ? 20 : 10);
        if (kind >= 10) return body(draft);
        if (kind < 4 && !draft.path().isEmpty()) return path(draft);
        if (kind < 8) return query(draft);
        if (kind == 8 && random.nextInt(4) == 0) return draft.withMethod(METHODS.get(random.nextInt(METHODS.size())));
        Draft.Field odd = HEADERS.get(random.nextInt(HEADERS.size()));
        return draft.withHeader(odd.name(), odd.value());
    }

    private Draft path(Draft draft) {
        List<String> names = List.copyOf(draft.path().keySet());
        return draft.withPath(names.get(random.nextInt(names.size())), oddText());
    }

    private Draft query(Draft draft) {
        List<String> names = draft.operation().parameters().stream()
                .filter(parameter -> parameter.in().equals("query"))
                .map(Parameter::name)
                .toList();
        String name = names.isEmpty() || random.nextInt(12) == 0 ? "unknown" : names.get(random.nextInt(names.size()));
        List<Draft.Field> changed = new ArrayList<>(draft.query());
        if (random.nextInt(8) > 0) changed.removeIf(field -> field.name().equals(name));
        changed.add(new Draft.Field(name, oddText()));
        return draft.withQuery(changed);
    }

    private String oddText() {
        return random.nextInt(40) == 0 ? "x".repeat(LONG) : ODD_TEXT.get(random.nextInt(ODD_TEXT.size()));
    }

    private Draft body(Draft draft) {
        byte[] body = draft.body();
        return switch (random.nextInt(10)) {
            case 0 -> draft.withBody(new byte[0]);
            case 1 -> draft.withBody(Arrays.copyOf(body, random.nextInt(body.length)));
            case 2 -> draft.withBody(flipped(body));
            case 3 -> draft.withHeader(Draft.CONTENT_TYPE, TYPES.get(random.nextInt(TYPES.size())));
            case 4 ->
                random.nextBoolean()
                        ? draft.withoutHeader(Draft.CONTENT_TYPE)
                        : draft.withBody(("\u00ef\u00bb\u00bf" + new String(body, StandardCharsets.ISO_8859_1) + "x")
                                .getBytes(StandardCharsets.ISO_8859_1));
            default -> draft.withBody(json.of(body));
        };
    }

    private byte[] flipped(byte[] body) {
        byte[] flipped = body.clone();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return flipped;
    }
}
