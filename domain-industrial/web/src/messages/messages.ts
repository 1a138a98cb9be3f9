import en from "./en.json" with { type: "json" };
import zhCn from "./zh-CN.json" with { type: "json" };

export const messages = { en, "zh-CN": zhCn } as const;
