package io.trivium.fin.simulation;

import io.trivium.fin.authorization.Channel;
import io.trivium.fin.replay.RecordedAuthorization.Details;
import io.trivium.fin.simulation.MerchantCategory.Place;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A fraud or a genuine payment that has no id yet. */
record Draft(Instant at, Card card, String terminalId, Details details, BigDecimal amount, FraudScenario scenario) {

    /**
     * A card shown at a terminal.
     *
     * @param device the phone when it was held to the terminal
     */
    static Draft inPerson(
            Instant at,
            Card card,
            Terminal terminal,
            Channel channel,
            @Nullable String device,
            double amount,
            FraudScenario scenario) {
        return new Draft(
                at,
                card,
                terminal.id(),
                details(terminal, channel, device, tenths(card.kmTo(terminal))),
                euro(amount),
                scenario);
    }

    /**
     * A remote purchase.
     *
     * @param device null by telephone and if the browser hides it
     * @param km from the card's home to the location of the network address, null when unknown
     */
    static Draft online(
            Instant at,
            Card card,
            Terminal terminal,
            Channel channel,
            @Nullable String device,
            @Nullable Double km,
            double amount,
            FraudScenario scenario) {
        return new Draft(
                at,
                card,
                terminal.id(),
                details(terminal, channel, device, km == null ? null : tenths(km)),
                euro(amount),
                scenario);
    }

    /** Money sent to an account. */
    static Draft transfer(
            Instant at,
            Card card,
            String account,
            Country country,
            @Nullable String device,
            @Nullable Double km,
            double amount,
            FraudScenario scenario) {
        Details details = new Details(
                null,
                null,
                country.name(),
                Channel.TRANSFER.wireName(),
                null,
                device,
                account,
                km == null ? null : tenths(km));
        return new Draft(at, card, account, details, euro(amount), scenario);
    }

    Draft as(FraudScenario other) {
        return new Draft(at, card, terminalId, details, amount, other);
    }

    private static Details details(Terminal terminal, Channel channel, @Nullable String device, @Nullable Double km) {
        boolean present = terminal.category().place() != Place.ONLINE && channel != Channel.ECOMMERCE;
        return new Details(
                terminal.merchantId(),
                terminal.category().code(),
                terminal.country().name(),
                channel.wireName(),
                present,
                device,
                null,
                km);
    }

    /** The details as far as they are passed on. */
    Details sent() {
        return switch (card.sent()) {
            case EVERYTHING -> details;
            case SCHEME_DATA ->
                new Details(
                        details.merchantId(),
                        details.mcc(),
                        details.country(),
                        details.channel(),
                        details.cardPresent(),
                        null,
                        null,
                        null);
            case NOTHING -> Details.NONE;
        };
    }

    private static BigDecimal euro(double amount) {
        return BigDecimal.valueOf(amount).setScale(2, RoundingMode.HALF_EVEN);
    }

    private static double tenths(double km) {
        return Math.rint(km * 10) / 10;
    }
}
