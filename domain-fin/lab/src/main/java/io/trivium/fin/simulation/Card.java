package io.trivium.fin.simulation;

import io.trivium.fin.authorization.CardNumbers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A card and its holder's habits.
 *
 * @param token of the holder's first card
 * @param replacedEveryDays lifetime of a virtual card before it is replaced; 0 when it is not replaced
 * @param x of the home, as {@link Terminal#x}
 * @param y likewise
 * @param perDay mean authorizations a day
 * @param medianAmount of a purchase in a category of factor 1
 * @param amountSigma of the logarithm of the amount
 * @param onlineShare of purchases made at online merchants
 * @param transferShare of payments to an account
 * @param wallet whether contactless payments are usually made with the phone
 * @param travels probability of a trip in a week
 * @param sent the optional data that the sender of the card's authorizations passes on
 * @param secondDevice in addition to the phone, sometimes shared with another card; null when there is none
 * @param shops the usual ones first
 * @param cashMachines nearest first, never empty
 * @param shopsOnline usual online merchants
 * @param friends indexes of cards whose holders are paid occasionally
 * @param billers numbers of firms that are paid regularly
 */
record Card(
        int index,
        String token,
        int replacedEveryDays,
        Country home,
        double x,
        double y,
        double perDay,
        double medianAmount,
        double amountSigma,
        double onlineShare,
        double transferShare,
        boolean wallet,
        double travels,
        Sent sent,
        @Nullable String secondDevice,
        List<Terminal> shops,
        List<Terminal> cashMachines,
        List<Terminal> shopsOnline,
        List<Integer> friends,
        List<Integer> billers) {

    /** The data of an authorization in addition to card, terminal, amount and time. */
    enum Sent {
        EVERYTHING,
        /** The data that card schemes have always carried: no device, counterparty or distance. */
        SCHEME_DATA,
        NOTHING
    }

    /** The token of the card that the holder has on that day; cards are replaced on different days. */
    String tokenOn(long epochDay) {
        if (replacedEveryDays == 0) return token;
        long replacements = Math.floorDiv(epochDay + index, replacedEveryDays);
        String numbered = token + "-" + replacements;
        return CardNumbers.isIn(numbered) ? token + "-r" + replacements : numbered;
    }

    /** Returns the account that receives money sent to the holder. */
    static String account(int index) {
        return "acc-%06d".formatted(index);
    }

    double kmTo(Terminal terminal) {
        return Math.sqrt(terminal.squaredDistance(x, y));
    }
}
