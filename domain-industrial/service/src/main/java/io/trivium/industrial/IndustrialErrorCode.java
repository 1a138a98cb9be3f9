package io.trivium.industrial;

import io.trivium.core.error.ErrorCategory;
import io.trivium.core.error.ErrorCode;

/** The failures of the factory domain. */
public enum IndustrialErrorCode implements ErrorCode {
    PLANT_NODE_NOT_FOUND(
            "plant-node-not-found",
            ErrorCategory.NOT_FOUND,
            "The caller's organisation has no such part of the plant.",
            "Ask GET /v1/plant for what there is."),
    ASSET_TYPE_NOT_FOUND(
            "asset-type-not-found",
            ErrorCategory.NOT_FOUND,
            "The caller's organisation has no asset type of this name.",
            "Ask GET /v1/asset-types for those there are, or make it first."),
    TAG_NOT_FOUND(
            "tag-not-found",
            ErrorCategory.NOT_FOUND,
            "The asset has no tag of this name.",
            "Ask GET /v1/assets/{assetId}/tags for those there are."),
    PLANT_INVALID(
            "plant-invalid",
            ErrorCategory.INVALID,
            "The plant would not be a hierarchy of enterprise, site, area, line and asset with names, units and ranges that hold.",
            "The detail names the place and what belongs there; nothing was changed."),
    PLANT_NAME_TAKEN(
            "plant-name-taken",
            ErrorCategory.CONFLICT,
            "Another part of the plant has this name in the same place, or another asset the same source.",
            "Choose another name or source."),
    PLANT_CHANGED_MEANWHILE(
            "plant-changed-meanwhile",
            ErrorCategory.CONFLICT,
            "Another user changed this since it was read, or it exists where none was expected.",
            "Load it again, check the other change, and repeat yours with the current version."),
    PLANT_NODE_IN_USE(
            "plant-node-in-use",
            ErrorCategory.CONFLICT,
            "It is in use: parts below a part of the plant, or assets of a type.",
            "Remove or move what the detail names first."),
    ALARM_NOT_FOUND(
            "alarm-not-found",
            ErrorCategory.NOT_FOUND,
            "The caller's organisation has no such alarm.",
            "Ask GET /v1/alarms for what there is."),
    ALARM_RULE_NOT_FOUND(
            "alarm-rule-not-found",
            ErrorCategory.NOT_FOUND,
            "The caller's organisation has no such alarm rule.",
            "Ask GET /v1/alarm-rules for what there is."),
    ALARM_RULE_INVALID(
            "alarm-rule-invalid",
            ErrorCategory.INVALID,
            "The rule could never be evaluated.",
            "The detail says which field has to change; nothing was changed."),
    ALARM_RULE_NAME_TAKEN(
            "alarm-rule-name-taken",
            ErrorCategory.CONFLICT,
            "Another rule for the same assets has this name.",
            "Choose another name, or change the other rule."),
    ALARM_CHANGED_MEANWHILE(
            "alarm-changed-meanwhile",
            ErrorCategory.CONFLICT,
            "The alarm or the rule was changed since it was read, by another user or by the plant.",
            "Load it again, look at the change, and repeat the act with its present version."),
    ALARM_ACT_INVALID(
            "alarm-act-invalid",
            ErrorCategory.INVALID,
            "The alarm's state does not allow this, or it would be put aside for too long.",
            "The detail says what is allowed; nothing was changed."),
    MONITOR_NOT_FOUND(
            "monitor-not-found",
            ErrorCategory.NOT_FOUND,
            "The asset is not watched.",
            "Give its type a monitor, and wait until its tags have readings."),
    MONITOR_CHANGED_MEANWHILE(
            "monitor-changed-meanwhile",
            ErrorCategory.CONFLICT,
            "The monitor was set to learn again since it was read.",
            "Load the asset again; the monitor learns already."),
    CYCLE_NOT_FOUND(
            "cycle-not-found",
            ErrorCategory.NOT_FOUND,
            "The asset has no such cycle.",
            "Ask GET /v1/assets/{assetId}/cycles for those there are; readings that came late may have made another of it."),
    CYCLE_CHANGED_MEANWHILE(
            "cycle-changed-meanwhile",
            ErrorCategory.CONFLICT,
            "The cycle was judged, labelled or detected again since it was read.",
            "Load it again, look at the change, and say it with its present version."),
    CYCLE_VERDICT_INVALID(
            "cycle-verdict-invalid",
            ErrorCategory.INVALID,
            "This cannot be said of the cycle.",
            "The detail says what can; nothing was changed."),
    WELDING_INVALID(
            "welding-invalid",
            ErrorCategory.INVALID,
            "No recommendation or prediction can be made of this.",
            "The detail says what is asked of it; GET /v1/process/welding has the settings and their ranges."),
    RECOMMENDATION_NOT_FOUND(
            "recommendation-not-found",
            ErrorCategory.NOT_FOUND,
            "The caller's organisation has no such recommendation.",
            "Ask GET /v1/process/welding/recommendations for what there is."),
    RECOMMENDATION_JUDGED(
            "recommendation-judged",
            ErrorCategory.CONFLICT,
            "The outcome of the recommendation was recorded already.",
            "Load it again; ask for another recommendation if you disagree."),
    WORK_ORDER_NOT_FOUND(
            "work-order-not-found",
            ErrorCategory.NOT_FOUND,
            "The caller's organisation has no such work order.",
            "Ask GET /v1/work-orders for what there is."),
    WORK_ORDER_EXISTS(
            "work-order-exists",
            ErrorCategory.CONFLICT,
            "The alarm has a work order already that is not finished.",
            "Continue with the one that workOrderId names."),
    WORK_ORDER_INVALID(
            "work-order-invalid",
            ErrorCategory.INVALID,
            "The work order, or what is asked of it, makes no sense.",
            "The detail says what to correct; nothing was changed."),
    WORK_ORDER_STEP_INVALID(
            "work-order-step-invalid",
            ErrorCategory.CONFLICT,
            "The work order's state does not allow this step.",
            "Load it again; one that is done or cancelled stays so."),
    WORK_ORDER_CHANGED_MEANWHILE(
            "work-order-changed-meanwhile",
            ErrorCategory.CONFLICT,
            "Another user changed this since it was read.",
            "Load it again, look at the other change, and repeat the step with its present version."),
    TECHNICIAN_NOT_FOUND(
            "technician-not-found",
            ErrorCategory.NOT_FOUND,
            "No technician with this user name is on the list.",
            "Load the list again; the entry may have been removed."),
    NOTIFICATION_INVALID(
            "notification-invalid",
            ErrorCategory.INVALID,
            "A step of the plan cannot be sent, or the steps are not in the order of their times.",
            "The detail says which target is refused and why; nothing was changed."),
    NOTIFICATION_CHANGED_MEANWHILE(
            "notification-changed-meanwhile",
            ErrorCategory.CONFLICT,
            "The plan of notifications was changed since it was read.",
            "Load it again, look at the other change, and repeat yours with its present version."),
    CURSOR_INVALID(
            "cursor-invalid",
            ErrorCategory.INVALID,
            "The cursor was not issued by this service.",
            "Give the next of the last answer as after, unchanged, or leave it out."),
    READINGS_RANGE_INVALID(
            "readings-range-invalid",
            ErrorCategory.INVALID,
            "The time range of a query for readings is empty, reversed or too long.",
            "Give from before to, both RFC 3339, at most ten years apart."),
    READINGS_INVALID(
            "readings-invalid",
            ErrorCategory.INVALID,
            "The batch of readings cannot be taken.",
            "The detail says what is wrong; correct it and send the whole batch again, which repeats nothing."),
    READINGS_NOT_TAKEN(
            "readings-not-taken",
            ErrorCategory.OVERLOADED,
            "The broker did not confirm the readings in time, so they count as not taken.",
            "Send the same batch again; what was taken already is not taken twice.");

    private final String code;
    private final ErrorCategory category;
    private final String meaning;
    private final String remedy;

    IndustrialErrorCode(String code, ErrorCategory category, String meaning, String remedy) {
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
