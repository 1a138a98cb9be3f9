package io.trivium.fin.simulation;

import io.trivium.fin.authorization.Channel;
import io.trivium.fin.simulation.Draws.Stream;
import io.trivium.fin.simulation.MerchantCategory.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The behaviour of cardholders: purchases near home and online, trips, gifts, transfers, and occasionally payments that
 * look like fraud.
 */
final class Payments {
    /** Genuine purchases stay at or below this amount, in euro, but for {@link #BIG_PURCHASE_SHARE}. */
    static final double LARGE_AMOUNT = 220;

    static final double BIG_PURCHASE_SHARE = 0.0002;
    private static final double GIFT_SHARE = 0.004;
    private static final double ABROAD_SHARE = 0.002;
    private static final double ABROAD_ON_A_TRIP = 0.75;
    private static final double CASH_SHARE = 0.05;
    private static final double USUAL_SHOP_ONLINE = 0.7;
    private static final int SHOPS_ON_A_TRIP = 12;

    private final long seed;
    private final World world;
    private final Devices devices;

    Payments(long seed, World world, Devices devices) {
        this.seed = seed;
        this.world = world;
        this.devices = devices;
    }

    /** One genuine payment. */
    Draft payment(Card card, Instant at, Draws draws) {
        if (card.sent() != Card.Sent.NOTHING && draws.chance(card.transferShare())) return transfer(card, at, draws);
        if (draws.chance(GIFT_SHARE)) return gift(card, at, draws);
        if (draws.chance(BIG_PURCHASE_SHARE)) return big(card, at, draws);
        Terminal terminal = terminal(card, at, draws);
        return at(terminal, card, at, amount(card, terminal, draws), FraudScenario.GENUINE, draws);
    }

    /** Returns the terminal at which a card usually pays. */
    private Terminal terminal(Card card, Instant at, Draws draws) {
        if (draws.chance(card.onlineShare())) {
            return draws.chance(USUAL_SHOP_ONLINE) ? draws.skewed(card.shopsOnline()) : draws.skewed(world.online());
        }
        Country visited = visited(card, at);
        if (visited != null && draws.chance(ABROAD_ON_A_TRIP)) {
            if (draws.chance(CASH_SHARE)) return draws.any(world.cashMachines(visited));
            List<Terminal> shops = world.shops(visited);
            long hotel = Draws.bits(seed, Stream.TRIP, card.index(), -1 - week(at)) >>> 1;
            return shops.get((int) ((hotel + draws.index(SHOPS_ON_A_TRIP)) % shops.size()));
        }
        if (draws.chance(ABROAD_SHARE)) return draws.any(world.shops(card.home().other(draws.uniform())));
        return draws.chance(CASH_SHARE) ? draws.skewed(card.cashMachines()) : draws.skewed(card.shops());
    }

    /** The card's holder pays at the terminal in the way that is usual there. */
    Draft at(Terminal terminal, Card card, Instant at, double amount, FraudScenario scenario, Draws draws) {
        long day = day(at);
        double kind = draws.uniform();
        return switch (terminal.category().place()) {
            case ONLINE ->
                kind < 0.95
                        ? Draft.online(
                                at,
                                card,
                                terminal,
                                Channel.ECOMMERCE,
                                draws.chance(0.95) ? devices.own(card, day, draws) : null,
                                ownNetworkKm(card, at, draws),
                                amount,
                                scenario)
                        : Draft.online(at, card, terminal, Channel.MOTO, null, null, amount, scenario);
            case CASH_MACHINE -> Draft.inPerson(at, card, terminal, Channel.ATM, null, amount, scenario);
            case SHOP -> {
                boolean abroad = terminal.country() != card.home();
                Channel channel = kind < 0.62
                        ? Channel.CONTACTLESS
                        : kind < (abroad ? 0.95 : 0.99) ? Channel.CHIP : Channel.MAGSTRIPE;
                boolean byPhone = channel == Channel.CONTACTLESS && card.wallet() && draws.chance(0.8);
                yield Draft.inPerson(
                        at, card, terminal, channel, byPhone ? devices.phone(card, day) : null, amount, scenario);
            }
        };
    }

    /** A transfer to a firm that sends bills, to friends, or occasionally to a new recipient. */
    private Draft transfer(Card card, Instant at, Draws draws) {
        double to = draws.uniform();
        String account;
        Country country = card.home();
        double amount;
        if (to < 0.55) {
            int biller = draws.any(card.billers());
            account = "bill-%05d".formatted(biller);
            double due =
                    card.medianAmount() * (1.5 + 3 * Draws.uniform(seed, Stream.HABITS, card.index(), 1L + biller));
            amount = Math.min(LARGE_AMOUNT, due * draws.uniform(0.95, 1.05));
        } else {
            int payee = to < 0.88
                    ? draws.any(card.friends())
                    : draws.index(world.cards().size());
            account = Card.account(payee);
            country = world.cards().get(payee).home();
            amount = draws.chance(0.7) ? 5 * draws.between(1, 12) : Math.min(LARGE_AMOUNT, draws.logNormal(60, 0.7));
        }
        return Draft.transfer(
                at,
                card,
                account,
                country,
                devices.own(card, day(at), draws),
                ownNetworkKm(card, at, draws),
                amount,
                FraudScenario.GENUINE);
    }

    /** Three to six times the usual amount, where the card has rarely been. */
    private Draft gift(Card card, Instant at, Draws draws) {
        Terminal terminal = draws.any(draws.chance(0.5) ? world.online() : world.shops(card.home()));
        double amount = Math.min(LARGE_AMOUNT, amount(card, terminal, draws) * draws.uniform(3, 6));
        return at(terminal, card, at, amount, FraudScenario.GENUINE, draws);
    }

    private Draft big(Card card, Instant at, Draws draws) {
        Terminal terminal = draws.chance(0.4) ? draws.any(card.shopsOnline()) : draws.skewed(card.shops());
        return at(terminal, card, at, draws.uniform(LARGE_AMOUNT, 2.5 * LARGE_AMOUNT), FraudScenario.GENUINE, draws);
    }

    /** A sale: many cards at one online merchant within twenty minutes, for about the same small price. */
    List<Draft> sale(Instant start, Draws draws) {
        Terminal terminal = draws.any(world.online());
        double price = draws.uniform(1.5, 12);
        List<Draft> drafts = new ArrayList<>();
        for (int cards = draws.between(12, 30); cards > 0; cards--) {
            Instant at = start.plusMillis((long) draws.uniform(0, 1_080_000));
            drafts.add(at(terminal, world.anyCard(draws), at, price, FraudScenario.GENUINE, draws));
        }
        return drafts;
    }

    /** Two to five tiny purchases inside a game, minutes apart. */
    List<Draft> tinyPurchases(Instant start, Draws draws) {
        Card card = world.anyCard(draws);
        Terminal terminal = draws.any(card.shopsOnline());
        List<Draft> drafts = new ArrayList<>();
        Instant at = start;
        for (int purchases = draws.between(2, 5); purchases > 0; purchases--) {
            drafts.add(at(terminal, card, at, draws.uniform(0.5, 4), FraudScenario.GENUINE, draws));
            at = at.plusMillis((long) draws.uniform(15_000, 300_000));
        }
        return drafts;
    }

    /** One or two withdrawals on a night out. */
    List<Draft> nightOut(Instant start, Draws draws) {
        Card card = world.anyCard(draws);
        Terminal machine =
                draws.chance(0.6) ? draws.any(card.cashMachines()) : draws.any(world.cashMachines(card.home()));
        List<Draft> drafts = new ArrayList<>();
        Instant at = start;
        for (int withdrawals = draws.between(1, 2); withdrawals > 0; withdrawals--) {
            drafts.add(Draft.inPerson(
                    at, card, machine, Channel.ATM, null, 20 * draws.between(1, 6), FraudScenario.GENUINE));
            at = at.plusMillis((long) draws.uniform(60_000, 7_200_000));
        }
        return drafts;
    }

    /** Returns the amount that the card would have paid there. */
    static double amount(Card card, Terminal terminal, Draws draws) {
        double median = card.medianAmount() * terminal.category().amountFactor();
        double amount = draws.logNormal(median, card.amountSigma());
        for (int tries = 0; tries < 8 && amount > LARGE_AMOUNT; tries++) {
            amount = draws.logNormal(median, card.amountSigma());
        }
        if (amount > LARGE_AMOUNT) amount = draws.uniform(median / 2, LARGE_AMOUNT);
        return terminal.category().place() == Place.CASH_MACHINE
                ? Math.clamp(Math.rint(amount / 10) * 10, 10, LARGE_AMOUNT)
                : Math.max(0.5, amount);
    }

    /** Returns the country of a trip in progress at that time, or null. */
    private @Nullable Country visited(Card card, Instant at) {
        long week = week(at);
        if (Draws.uniform(seed, Stream.TRIP, card.index(), 3 * week) >= card.travels()) return null;
        int first = (int) (4 * Draws.uniform(seed, Stream.TRIP, card.index(), 3 * week + 1));
        if (Math.floorMod(day(at), 7) < first) return null;
        return card.home().other(Draws.uniform(seed, Stream.TRIP, card.index(), 3 * week + 2));
    }

    /** Near home usually, on a trip abroad, at times through a network that hides the place. */
    private @Nullable Double ownNetworkKm(Card card, Instant at, Draws draws) {
        double kind = draws.uniform();
        if (kind < 0.05) return null;
        if (kind < 0.09 || visited(card, at) != null) return draws.uniform(50, 1_500);
        return draws.logNormal(4, 1);
    }

    static long day(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), 86_400);
    }

    private static long week(Instant at) {
        return Math.floorDiv(day(at), 7);
    }
}
