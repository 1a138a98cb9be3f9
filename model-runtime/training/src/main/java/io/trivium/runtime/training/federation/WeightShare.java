package io.trivium.runtime.training.federation;

import io.trivium.core.event.EventPayload;
import io.trivium.core.event.EventRules;
import io.trivium.core.event.EventType;
import java.util.regex.Pattern;

/**
 * A part of one site's difference in a round. Weights and counts only: nothing in it is of a single row.
 *
 * @param federation which training of several sites, such as {@code fin-2026-11}
 * @param round from 0
 * @param site that trained
 * @param terms SHA-256 of the terms that all sites agree on, 64 hexadecimal digits: pack, sites, rounds, steps and
 *     rates
 * @param base SHA-256 of the weights that the round began with, 64 hexadecimal digits: the same at all sites
 * @param rows that the site trained on; the weight of its difference
 * @param part place of the content among {@code parts}, from 0
 * @param digest SHA-256 of the content of all parts in order
 * @param content bytes of float32 numbers, little-endian, in Base64
 */
@EventType(WeightShare.TYPE)
public record WeightShare(
        String federation,
        int round,
        String site,
        String terms,
        String base,
        long rows,
        int part,
        int parts,
        String digest,
        String content)
        implements EventPayload {
    public static final String TYPE = "io.trivium.learning.weights.shared";
    public static final String TOPIC = "learning.weights.v1";
    /** Largest event of the topic. */
    public static final int MAX_BYTES = 1 << 20;

    /** Of federations and sites. */
    public static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final String NAME_RULE = "must be 1 to 63 of a-z 0-9 - and begin with a letter";
    private static final int MOST_PARTS = 100_000;

    public WeightShare {
        EventRules.require(NAME.matcher(federation).matches(), "federation", NAME_RULE);
        EventRules.require(NAME.matcher(site).matches(), "site", NAME_RULE);
        EventRules.require(round >= 0, "round", "must be 0 or more");
        EventRules.require(SHA256.matcher(terms).matches(), "terms", "must be 64 hexadecimal digits");
        EventRules.require(SHA256.matcher(base).matches(), "base", "must be 64 hexadecimal digits");
        EventRules.require(SHA256.matcher(digest).matches(), "digest", "must be 64 hexadecimal digits");
        EventRules.require(rows > 0, "rows", "must be 1 or more");
        EventRules.require(parts > 0 && parts <= MOST_PARTS, "parts", "must be 1 to " + MOST_PARTS);
        EventRules.require(part >= 0 && part < parts, "part", "must be 0 to parts - 1");
    }
}
