package io.trivium.industrial.alarm.rule;

import io.trivium.core.error.PlatformException;
import io.trivium.industrial.IndustrialErrorCode;
import java.util.Map;

/** The requirements on a rule beyond the ranges of its fields. Pure. */
public final class AlarmRuleCheck {

    private AlarmRuleCheck() {}

    /** Refuses a rule that could never be evaluated, saying what to change. */
    public static void check(AlarmRuleDraft rule) {
        require(
                (rule.assetType() == null) != (rule.assetId() == null),
                "assetType",
                "A rule holds for the assets of a type or for one asset: give assetType or assetId, and not both.");
        boolean isLimit = rule.kind() == AlarmKind.LIMIT;
        require(
                isLimit == (rule.tag() != null),
                "tag",
                isLimit
                        ? "A limit needs the tag that it watches."
                        : "Only a limit watches a tag; leave tag out for "
                                + rule.kind().wireName() + ".");
        boolean isSilence = rule.kind() == AlarmKind.SILENCE;
        require(
                isSilence == (rule.limit() == null) && isSilence == (rule.side() == null),
                "limit",
                isSilence
                        ? "Silence has no limit; leave limit and side out."
                        : "A rule of " + rule.kind().wireName() + " needs limit and side.");
        require(
                rule.kind() != AlarmKind.ANOMALY || rule.side() == AlarmLimit.Side.HIGH,
                "side",
                "An anomaly's score is too much when it is high.");
        require(
                rule.kind() != AlarmKind.REMAINING_LIFE || rule.side() == AlarmLimit.Side.LOW,
                "side",
                "Remaining life is too little when it is low.");
        require(
                rule.kind() != AlarmKind.CYCLE_DEFECT || rule.side() == AlarmLimit.Side.HIGH,
                "side",
                "The probability of a defect is too much when it is high.");
    }

    private static void require(boolean holds, String field, String detail) {
        if (!holds) throw new PlatformException(IndustrialErrorCode.ALARM_RULE_INVALID, detail, Map.of("field", field));
    }
}
