/** A key press that may start a shortcut. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly target: EventTarget | null;
}

const TEXT_INPUTS = new Set(["text", "search", "number", "email", "url", "tel", "password", "date", "datetime-local", "time"]);

/** True where a letter is text: a shortcut there would swallow typed text. */
export function isTyping(target: EventTarget | null): boolean {
  const element = target as { tagName?: string; type?: string; isContentEditable?: boolean } | null;
  if (element?.isContentEditable === true) return true;
  switch (element?.tagName) {
    case "TEXTAREA":
    case "SELECT":
      return true;
    case "INPUT":
      return TEXT_INPUTS.has(element.type ?? "text");
    default:
      return false;
  }
}

/** Matches keys and two-key sequences such as "g h". The second key must follow within a second. */
export class ShortcutMatcher {
  static readonly SEQUENCE_MS = 1_000;
  #first: { key: string; at: number } | undefined;

  /** The shortcut that this press completes, if any. */
  press(press: KeyPress, at: number, shortcuts: readonly string[]): string | undefined {
    if (press.ctrlKey || press.metaKey || press.altKey || isTyping(press.target)) {
      this.#first = undefined;
      return undefined;
    }
    const first = this.#first;
    this.#first = undefined;
    if (first !== undefined && at - first.at <= ShortcutMatcher.SEQUENCE_MS) {
      const sequence = `${first.key} ${press.key}`;
      if (shortcuts.includes(sequence)) return sequence;
    }
    if (shortcuts.includes(press.key)) return press.key;
    if (shortcuts.some((shortcut) => shortcut.startsWith(`${press.key} `))) this.#first = { key: press.key, at };
    return undefined;
  }
}
