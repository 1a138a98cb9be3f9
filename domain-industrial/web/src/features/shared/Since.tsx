import { useSecond } from "./clock.ts";
import { useWords } from "./useWords.ts";

/** How long ago something was, ticking; the instant itself on pointing at it. */
export function Since({ at }: { at: string }) {
  const words = useWords();
  const now = useSecond();
  return (
    <time dateTime={at} title={words.format.exactTime(at)} className="tv-number ind-nowrap">
      {words.ago(at, now)}
    </time>
  );
}

/** When something was. */
export function At({ at }: { at: string }) {
  const words = useWords();
  const now = useSecond();
  return (
    <time dateTime={at} title={words.format.exactTime(at)} className="tv-number ind-nowrap">
      {words.moment(at, now)}
    </time>
  );
}
