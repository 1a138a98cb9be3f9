/** The part of CommonMark that model cards are written in. Everything else stays the text it is. */
export type Block =
  | { readonly kind: "heading"; readonly level: number; readonly text: readonly Span[] }
  | { readonly kind: "paragraph"; readonly text: readonly Span[] }
  | { readonly kind: "list"; readonly items: readonly (readonly Span[])[] }
  | { readonly kind: "table"; readonly heads: readonly (readonly Span[])[]; readonly rows: readonly (readonly (readonly Span[])[])[] };

export interface Span {
  readonly text: string;
  readonly look: "plain" | "strong" | "code";
}

const HEADING = /^(#{1,6}) +(.*)$/;
const ITEM = /^- +(.*)$/;
const RULE = /^\|( *:?-+:? *\|)+ *$/;

/** Reads a document into blocks. It makes no markup of its own, so that nothing in a record can. */
export function parseMarkdown(document: string): Block[] {
  const lines = document.split(/\r?\n/);
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? "";
    const heading = HEADING.exec(line);
    if (line.trim() === "") {
      at++;
    } else if (heading !== null) {
      blocks.push({ kind: "heading", level: heading[1]?.length ?? 1, text: spans(heading[2] ?? "") });
      at++;
    } else if (line.startsWith("|") && RULE.test(lines[at + 1] ?? "")) {
      const end = endOf(lines, at, (one) => one.startsWith("|"));
      const [heads = [], , ...rows] = lines.slice(at, end).map(cells);
      blocks.push({ kind: "table", heads, rows });
      at = end;
    } else if (ITEM.test(line)) {
      const end = endOf(lines, at, (one) => ITEM.test(one));
      blocks.push({ kind: "list", items: lines.slice(at, end).map((one) => spans(ITEM.exec(one)?.[1] ?? "")) });
      at = end;
    } else {
      const end = endOf(lines, at, (one) => one.trim() !== "" && !HEADING.test(one) && !ITEM.test(one));
      blocks.push({ kind: "paragraph", text: spans(lines.slice(at, end).join(" ")) });
      at = end;
    }
  }
  return blocks;
}

function endOf(lines: readonly string[], from: number, belongs: (line: string) => boolean): number {
  let end = from + 1;
  while (end < lines.length && belongs(lines[end] ?? "")) end++;
  return end;
}

/** Cells of a row; a bar that is escaped divides nothing. */
function cells(line: string): (readonly Span[])[] {
  const parts = line.trim().replace(/^\|/, "").replace(/\|$/, "").split(/(?<!\\)\|/);
  return parts.map((part) => spans(part.trim()));
}

const SPAN = /`([^`]*)`|\*\*((?:\\.|[^\\*])+)\*\*/g;

function spans(text: string): Span[] {
  const found: Span[] = [];
  let end = 0;
  for (const match of text.matchAll(SPAN)) {
    if (isEscaped(text, match.index)) continue;
    if (match.index > end) found.push({ text: unescape(text.slice(end, match.index)), look: "plain" });
    found.push(match[1] === undefined ? { text: unescape(match[2] ?? ""), look: "strong" } : { text: match[1], look: "code" });
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push({ text: unescape(text.slice(end)), look: "plain" });
  return found;
}

function isEscaped(text: string, at: number): boolean {
  return (/\\*$/.exec(text.slice(0, at))?.[0].length ?? 0) % 2 === 1;
}

function unescape(text: string): string {
  return text.replace(/\\([!-/:-@[-`{-~])/g, "$1");
}
