import { useMemo } from "react";
import { type Block, parseMarkdown, type Span } from "./markdown.ts";

/** Below the page's own heading. */
const FIRST_LEVEL = 2;

/** A document drawn as elements of ours: text in it stays text, whatever it holds. */
export function Markdown({ document }: { document: string }) {
  const blocks = useMemo(() => parseMarkdown(document), [document]);
  return blocks.map((block, index) => <BlockOf key={index} block={block} />);
}

function BlockOf({ block }: { block: Block }) {
  switch (block.kind) {
    case "heading": {
      const Heading = `h${Math.min(6, block.level + FIRST_LEVEL - 1)}` as "h2" | "h3" | "h4" | "h5" | "h6";
      return (
        <Heading>
          <Text spans={block.text} />
        </Heading>
      );
    }
    case "paragraph":
      return (
        <p>
          <Text spans={block.text} />
        </p>
      );
    case "list":
      return (
        <ul>
          {block.items.map((item, index) => (
            <li key={index}>
              <Text spans={item} />
            </li>
          ))}
        </ul>
      );
    case "table":
      return (
        <div className="rt-table-scroll" role="group" tabIndex={0} aria-label={block.heads.map((head) => head.map((span) => span.text).join("")).filter((head) => head !== "").join(", ")}>
          <table>
            <thead>
              <tr>
                {block.heads.map((head, index) => (head.length === 0 ? <td key={index} /> : <th key={index} scope="col"><Text spans={head} /></th>))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((row, index) => (
                <tr key={index}>
                  {row.map((cell, column) => (
                    <td key={column}>
                      <Text spans={cell} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
  }
}

function Text({ spans }: { spans: readonly Span[] }) {
  return spans.map((span, index) => {
    switch (span.look) {
      case "plain":
        return <span key={index}>{span.text}</span>;
      case "strong":
        return <strong key={index}>{span.text}</strong>;
      case "code":
        return <code key={index}>{span.text}</code>;
    }
  });
}
