import { createApiClient, dataOf } from "@trivium/webkit";
import type { paths } from "./schema.d.ts";
import type { NotificationChannel, NotificationPlan } from "./types.ts";

const client = createApiClient<paths>();

export async function getNotificationPlan(signal: AbortSignal): Promise<NotificationPlan> {
  return dataOf(await client.GET("/v1/notifications/plan", { signal }));
}

export async function putNotificationPlan(plan: NotificationPlan): Promise<NotificationPlan> {
  return dataOf(await client.PUT("/v1/notifications/plan", { body: plan }));
}

/** Sends a test message at once. */
export async function testNotification(target: { channel: NotificationChannel; target: string }) {
  return dataOf(await client.POST("/v1/notifications/test", { body: target }));
}

export async function listNotifications(signal: AbortSignal) {
  return dataOf(await client.GET("/v1/notifications/deliveries", { params: { query: {} }, signal }));
}
