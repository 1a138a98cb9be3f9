/** The part of the kit that needs neither React nor a browser. */
export { createFormat, type Format, shortToken } from "./format/format.ts";
export { fromLocalInput, toLocalInput } from "./format/localTime.ts";
export { differences, hasKey, keysUsed } from "./i18n/completeness.ts";
export { BoundedBuffer } from "./live/boundedBuffer.ts";
export * as url from "./url/urlState.ts";
