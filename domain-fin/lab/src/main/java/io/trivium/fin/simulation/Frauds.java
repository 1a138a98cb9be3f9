package io.trivium.fin.simulation;

import io.trivium.fin.authorization.Channel;
import io.trivium.fin.simulation.Draws.Stream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Fraudulent use of cards.
 *
 * <p>Those who use stolen credentials work in rings of one week: the compromised cards of a ring share its three
 * devices and its two receiving accounts, which belong to people who also receive ordinary payments.
 */
final class Frauds {
    static final int TERMINAL_COMPROMISED_DAYS = 28;
    static final int CARD_COMPROMISED_DAYS = 14;
    static final double TERMINAL_COMPROMISED_PER_DAY = 0.0002;
    static final double CARD_COMPROMISED_PER_DAY = 0.0006;
    static final double COMPROMISED_CARD_FRAUD_SHARE = 1 / 3.0;
    static final double COMPROMISED_CARD_AMOUNT_FACTOR = 5;
    static final double LARGE_AMOUNT_SHARE = 0.001;

    private final SimulationConfig config;
    private final World world;
    private final Devices devices;

    Frauds(SimulationConfig config, World world, Devices devices) {
        this.config = config;
        this.world = world;
        this.devices = devices;
    }

    /** The payment as a fraud when its terminal is compromised, otherwise as it is. */
    Draft atItsTerminal(Draft payment) {
        if (payment.scenario() != FraudScenario.GENUINE || !payment.terminalId().startsWith(Terminal.PREFIX)) {
            return payment;
        }
        int terminal = Integer.parseInt(payment.terminalId().substring(Terminal.PREFIX.length()));
        return compromisedSince(
                                Stream.TERMINAL_COMPROMISED,
                                terminal,
                                Payments.day(payment.at()),
                                TERMINAL_COMPROMISED_DAYS,
                                TERMINAL_COMPROMISED_PER_DAY * config.fraudFactor())
                        .isPresent()
                ? payment.as(FraudScenario.COMPROMISED_TERMINAL)
                : payment;
    }

    /** Returns a payment changed by fraud: its terminal or card is compromised, or a thief has the card. */
    Draft after(Draft genuine, Payments payments, Draws draws) {
        Draft there = atItsTerminal(genuine);
        if (there.scenario() != FraudScenario.GENUINE) return there;
        long day = Payments.day(genuine.at());
        Card card = genuine.card();
        Optional<Long> since = compromisedSince(
                Stream.CARD_COMPROMISED,
                card.index(),
                day,
                CARD_COMPROMISED_DAYS,
                CARD_COMPROMISED_PER_DAY * config.fraudFactor());
        if (since.isPresent() && draws.chance(COMPROMISED_CARD_FRAUD_SHARE)) {
            double amount = genuine.amount().doubleValue() * COMPROMISED_CARD_AMOUNT_FACTOR;
            return withCredentials(genuine.at(), card, since.orElseThrow(), amount, draws);
        }
        if (draws.chance(LARGE_AMOUNT_SHARE * config.fraudFactor())) return large(genuine, payments, draws);
        return genuine;
    }

    /** Stolen credentials: two thirds of the money buys goods, a third is transferred to an account. */
    private Draft withCredentials(Instant at, Card card, long since, double amount, Draws draws) {
        long week = Math.floorDiv(since, 7);
        int rings = Math.max(1, config.cards() / config.cardsPerRing());
        long ring = 1_000 * week + (long) (rings * Draws.uniform(config.seed(), Stream.RING, card.index(), since));
        boolean shares = rings == 1 || Draws.uniform(config.seed(), Stream.RING, ring, -1) < 0.6;
        double kind = draws.uniform();
        @Nullable String device;
        if (kind < 0.25) {
            device = null;
        } else if (kind < 0.4) {
            device = devices.own(card, Payments.day(at), draws);
        } else {
            device = shares
                    ? Devices.id(config.seed(), Stream.RING, ring, draws.index(3))
                    : Devices.id(config.seed(), Stream.RING, card.index(), since);
        }
        Double km = thiefKm(draws);
        boolean transfers = card.sent() != Card.Sent.NOTHING && draws.chance(1 / 3.0);
        if (!transfers) {
            return Draft.online(
                    at,
                    card,
                    draws.skewed(world.online()),
                    Channel.ECOMMERCE,
                    device,
                    km,
                    amount,
                    FraudScenario.COMPROMISED_CARD);
        }
        int mule = (int) (world.cards().size() * Draws.uniform(config.seed(), Stream.RING, ring, 10L + draws.index(2)));
        return Draft.transfer(
                at,
                card,
                Card.account(mule),
                world.cards().get(mule).home(),
                device,
                km,
                amount,
                FraudScenario.COMPROMISED_CARD);
    }

    /** Half of them online from a device of the thief's, half with the card itself where its holder pays. */
    private Draft large(Draft genuine, Payments payments, Draws draws) {
        double amount = draws.uniform(Payments.LARGE_AMOUNT + 1, 4 * Payments.LARGE_AMOUNT);
        Card card = genuine.card();
        if (draws.chance(0.5)) {
            return Draft.online(
                    genuine.at(),
                    card,
                    draws.skewed(world.online()),
                    Channel.ECOMMERCE,
                    draws.chance(0.7) ? Devices.unknown(draws) : null,
                    thiefKm(draws),
                    amount,
                    FraudScenario.LARGE_AMOUNT);
        }
        return payments.at(draws.skewed(card.shops()), card, genuine.at(), amount, FraudScenario.LARGE_AMOUNT, draws);
    }

    /** Fifteen to forty cards unless the configuration says fewer, each tried two to five times within a few minutes of each other, within 20 minutes. */
    List<Draft> cardTesting(Instant start, Draws draws) {
        Terminal terminal = draws.any(world.online());
        List<String> machines = new ArrayList<>();
        // Six of ten bursts come from one to three machines, the others from a device for each card or none.
        boolean few = draws.chance(0.6);
        for (int count = draws.between(1, 3); count > 0; count--) machines.add(Devices.unknown(draws));
        List<Draft> drafts = new ArrayList<>();
        int most = config.testedCards();
        for (int cards = draws.between(Math.min(15, Math.max(1, most / 2)), most); cards > 0; cards--) {
            Card card = draws.any(world.cards());
            String device = few ? draws.any(machines) : draws.chance(0.5) ? Devices.unknown(draws) : null;
            Double km = thiefKm(draws);
            Instant at = start.plusMillis((long) draws.uniform(0, 1_080_000));
            for (int tries = draws.between(2, 5); tries > 0; tries--) {
                drafts.add(Draft.online(
                        at,
                        card,
                        terminal,
                        Channel.ECOMMERCE,
                        device,
                        km,
                        draws.uniform(0.5, 3),
                        FraudScenario.CARD_TESTING));
                at = at.plusMillis((long) draws.uniform(2_000, 30_000));
            }
        }
        return drafts;
    }

    /** Two to four purchases abroad, 2 to 20 minutes apart, mostly with a copied stripe. */
    List<Draft> crossBorder(Instant start, Draws draws) {
        Card card = world.anyCard(draws);
        List<Terminal> shops = world.shops(card.home().other(draws.uniform()));
        Channel channel = draws.chance(0.75) ? Channel.MAGSTRIPE : Channel.CHIP;
        List<Draft> drafts = new ArrayList<>();
        Instant at = start;
        for (int purchases = draws.between(2, 4); purchases > 0; purchases--) {
            drafts.add(Draft.inPerson(
                    at,
                    card,
                    draws.any(shops),
                    channel,
                    null,
                    draws.uniform(80, Payments.LARGE_AMOUNT),
                    FraudScenario.CROSS_BORDER));
            at = at.plusMillis((long) draws.uniform(120_000, 1_200_000));
        }
        return drafts;
    }

    /** Two to four withdrawals of 100 to 200 at one machine, near home or not, one to five minutes apart. */
    List<Draft> nightWithdrawals(Instant start, Draws draws) {
        Card card = world.anyCard(draws);
        Terminal machine =
                draws.chance(0.5) ? card.cashMachines().getLast() : draws.any(world.cashMachines(card.home()));
        List<Draft> drafts = new ArrayList<>();
        Instant at = start;
        for (int withdrawals = draws.between(2, 4); withdrawals > 0; withdrawals--) {
            drafts.add(Draft.inPerson(
                    at, card, machine, Channel.ATM, null, 20 * draws.between(5, 10), FraudScenario.NIGHT_WITHDRAWAL));
            at = at.plusMillis((long) draws.uniform(60_000, 300_000));
        }
        return drafts;
    }

    /** Many hide behind an address near the card's home. */
    private static @Nullable Double thiefKm(Draws draws) {
        double kind = draws.uniform();
        if (kind < 0.15) return null;
        return kind < 0.6 ? draws.logNormal(15, 1) : draws.uniform(100, 6_000);
    }

    private Optional<Long> compromisedSince(Stream stream, int index, long epochDay, int days, double perDay) {
        for (long start = epochDay - days + 1; start <= epochDay; start++) {
            if (Draws.uniform(config.seed(), stream, index, start) < perDay) return Optional.of(start);
        }
        return Optional.empty();
    }
}
