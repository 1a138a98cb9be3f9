package io.trivium.deploy.faults;

/**
 * A change of an alarm as it was published.
 *
 * @param version of the alarm after the change; they count without a gap
 */
public record AlarmEvent(String eventId, String alarmId, int version) {}
