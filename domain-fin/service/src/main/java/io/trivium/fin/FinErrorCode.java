package io.trivium.fin;

import io.trivium.core.error.ErrorCategory;
import io.trivium.core.error.ErrorCode;

/** The failures of the payments domain: codes of problems and reasons of dead letters. */
public enum FinErrorCode implements ErrorCode {
    AUTHORIZATION_ID_CONFLICT(
            "authorization-id-conflict",
            ErrorCategory.CONFLICT,
            "This authorization id was sent before with other content; the first content is kept.",
            "Use a new authorizationId for a new authorization, or repeat the first content unchanged."),
    AUTHORIZATION_TOO_OLD(
            "authorization-too-old",
            ErrorCategory.INVALID,
            "occurredAt is further back than this tenant may send.",
            "Send authorizations within the tenant's time window, or have it marked as historical for a replay."),
    AUTHORIZATION_IN_FUTURE(
            "authorization-in-future",
            ErrorCategory.INVALID,
            "occurredAt is further ahead of the platform's clock than the permitted clock skew.",
            "Correct the sender's clock; occurredAt is in UTC unless it carries an offset."),
    AUTHORIZATION_NOT_FOUND(
            "authorization-not-found",
            ErrorCategory.NOT_FOUND,
            "No decision is stored under this authorization id for the caller's tenant.",
            "Check the id; directly after sending, ask again a moment later."),
    CASE_NOT_FOUND(
            "case-not-found",
            ErrorCategory.NOT_FOUND,
            "The caller's tenant has no case of this number.",
            "Check the number."),
    CASE_CHANGED(
            "case-changed",
            ErrorCategory.CONFLICT,
            "The case changed since it was read: an alert arrived, or another user acted on it.",
            "Read it again and decide again; version is the current one."),
    CASE_LOCKED(
            "case-locked",
            ErrorCategory.CONFLICT,
            "Another user has the case open.",
            "Wait until lockUntil, or ask lockHolder to hand it over."),
    CASE_NOT_HELD(
            "case-not-held",
            ErrorCategory.CONFLICT,
            "The case is not with the caller, or the lock ended while its page was not open.",
            "Take the case, then act on it."),
    CASE_STATE(
            "case-state",
            ErrorCategory.CONFLICT,
            "The case is in a state that does not allow this.",
            "Read it again; a closed case can be reopened."),
    CASE_LIMIT(
            "case-limit",
            ErrorCategory.CONFLICT,
            "The caller holds as many open cases of this queue as one person may.",
            "Close one, put one back, or hand one over."),
    CASE_OPEN_EXISTS(
            "case-open-exists",
            ErrorCategory.CONFLICT,
            "The customer has another open case, and has one at most.",
            "Work on the case named in caseNumber."),
    ALERT_NOT_FOUND(
            "alert-not-found",
            ErrorCategory.NOT_FOUND,
            "An authorization named is no alert of this case.",
            "Name authorizations from the alerts of the case."),
    TEXT_HOLDS_CARD_NUMBER(
            "text-holds-card-number",
            ErrorCategory.INVALID,
            "The text holds what could be a card number; card numbers are never stored.",
            "Write the card's token, or its last four digits."),
    ADDRESS_HOLDS_CARD_NUMBER(
            "address-holds-card-number",
            ErrorCategory.INVALID,
            "The address of the request has a parameter pan or holds what could be a card number. Addresses are kept by"
                    + " proxies, in logs and in traces, so no card number is read from one.",
            "Send pan in the body of POST /v1/authorizations; look a card up by its panToken. Treat the number as"
                    + " disclosed to every intermediary."),
    REPORT_FONT_MISSING(
            "report-font-missing",
            ErrorCategory.UPSTREAM,
            "The report has characters that no configured font can set.",
            "Install a font with them, such as Debian's fonts-droid-fallback, and name it in"
                    + " platform.fin.casework.report-fonts; or export JSON."),
    TENANT_UNKNOWN(
            "event-unknown-tenant",
            ErrorCategory.INVALID,
            "The event names a tenant that this installation does not serve.",
            "Correct tenantid, or add the tenant to platform.tenancy.tenants and replay the dead letter."),
    WRONG_PARTITION(
            "event-wrong-partition",
            ErrorCategory.INVALID,
            "The record is not in the partition of its key, where duplicates are recognised.",
            "Produce with Kafka's default partitioner (librdkafka: partitioner=murmur2_random), or replay the dead letter."),
    LABEL_UNKNOWN(
            "label-unknown",
            ErrorCategory.INVALID,
            "The label of an authorization is neither fraud nor genuine.",
            "Send fraud or genuine."),
    LABEL_WITHDRAWN(
            "label-withdrawn",
            ErrorCategory.INVALID,
            "An authorization's label is corrected, not withdrawn: the risk of its terminal counts what it turned out to be.",
            "Send the label that holds now, fraud or genuine, with a later observedAt."),
    LABEL_IN_FUTURE(
            "label-in-future",
            ErrorCategory.INVALID,
            "observedAt is ahead of the platform's clock; it would suppress every later label.",
            "Correct observedAt."),
    RULE_NOT_FOUND(
            "rule-not-found",
            ErrorCategory.NOT_FOUND,
            "The caller's tenant has no such rule, or not in this version.",
            "Check the id and the version."),
    RULE_EXISTS(
            "rule-exists",
            ErrorCategory.CONFLICT,
            "The tenant has a rule of this id already.",
            "Choose another id, or add a version to the rule there is."),
    RULE_LIMIT(
            "rule-limit",
            ErrorCategory.CONFLICT,
            "The tenant has as many rules as it may have.",
            "Change rules that are there instead of adding more."),
    RULE_INVALID(
            "rule-invalid",
            ErrorCategory.INVALID,
            "The expression of the rule is not valid, or it names a queue that the desk does not have.",
            "Correct the member that field names; for an expression, every entry of issues names line, column and what is wrong there."),
    RULE_STATE(
            "rule-state",
            ErrorCategory.CONFLICT,
            "The version is in a state that does not allow this.",
            "Read the rule again, then decide again."),
    BACKTEST_NEEDED(
            "backtest-needed",
            ErrorCategory.CONFLICT,
            "A version goes live only with a finished back-test of it.",
            "Run a back-test of this version over stored decisions, then propose it again."),
    SECOND_PERSON_NEEDED(
            "second-person-needed",
            ErrorCategory.FORBIDDEN,
            "This takes a second person: neither the author nor whoever proposed it.",
            "Ask another supervisor."),
    SNOOZE_NOT_FOUND(
            "snooze-not-found", ErrorCategory.NOT_FOUND, "The rule has no such snooze.", "List the rule's snoozes."),
    BACKTEST_NOT_FOUND(
            "backtest-not-found",
            ErrorCategory.NOT_FOUND,
            "The caller's tenant has no such back-test.",
            "List the back-tests of the rule."),
    BACKTESTS_BUSY(
            "backtests-busy",
            ErrorCategory.OVERLOADED,
            "As many back-tests as this instance runs at once are under way.",
            "Wait for one to end, or cancel it."),
    LIST_NOT_FOUND(
            "list-not-found",
            ErrorCategory.NOT_FOUND,
            "The caller's tenant has no such list, or no such entry on it.",
            "Check the name and the entry."),
    LIST_EXISTS(
            "list-exists",
            ErrorCategory.CONFLICT,
            "The tenant has a list of this name already.",
            "Choose another name."),
    LIST_VALUE_PRESENT(
            "list-value-present",
            ErrorCategory.CONFLICT,
            "The value is on the list already, or waits for approval.",
            "Remove or decide the entry that is there first."),
    LIST_ENTRY_STATE(
            "list-entry-state",
            ErrorCategory.CONFLICT,
            "The entry is in a state that does not allow this.",
            "Read the list again, then decide again."),
    TOKEN_KEY_MISSING(
            "token-key-missing",
            ErrorCategory.INVALID,
            "The request carries a number of a card or an account, and this installation has no key to make a token of it.",
            "Send a token, or have platform.fin.token.key-file set."),
    ISO_MESSAGE_INVALID(
            "iso-message-invalid",
            ErrorCategory.INVALID,
            "The message is none that this service reads, or so broken that no answer of its own kind can be made.",
            "The detail names the element or data element; docs/reference/fin-intake.md lists what is read."),
    ENTITY_NOT_FOUND(
            "entity-not-found",
            ErrorCategory.NOT_FOUND,
            "No stored payment or case names such a customer, card, merchant, terminal, device or account.",
            "Search again; retention may have removed the payment."),
    SAVED_VIEW_LIMIT(
            "saved-view-limit",
            ErrorCategory.CONFLICT,
            "The user has as many saved views of this page as are allowed.",
            "Delete one first, or save under the name of an existing one."),
    CURSOR_INVALID(
            "cursor-invalid",
            ErrorCategory.INVALID,
            "The cursor is not one that this endpoint handed out.",
            "Start again without a cursor."),
    STREAM_UNAVAILABLE(
            "stream-unavailable",
            ErrorCategory.OVERLOADED,
            "The event broker did not take the authorization in time.",
            "Send the same request again; it is safe.");

    private final String code;
    private final ErrorCategory category;
    private final String meaning;
    private final String remedy;

    FinErrorCode(String code, ErrorCategory category, String meaning, String remedy) {
        this.code = code;
        this.category = category;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public ErrorCategory category() {
        return category;
    }

    @Override
    public String meaning() {
        return meaning;
    }

    @Override
    public String remedy() {
        return remedy;
    }
}
