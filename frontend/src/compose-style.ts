// What the place to write looks like.
import { css } from "lit";

export const compose = css`
  :host {
    display: block;
    padding: 8px 12px calc(8px + var(--safe-area-inset-bottom, 0px));
    border-block-start: 1px solid var(--line);
    background: var(--paper);
  }
  .row {
    display: flex;
    align-items: flex-end;
    gap: 8px;
  }
  textarea {
    flex: 1;
    min-width: 0;
    resize: none;
    border-radius: 22px;
    padding: 10px 16px;
    line-height: 1.4;
    unicode-bidi: plaintext;
  }
  .foot {
    display: flex;
    flex-wrap: wrap;
    gap: 0 12px;
    padding: 4px 8px 0;
    min-height: 1.6em;
    font-size: 0.9em;
  }
  .old {
    font-style: italic;
  }
  .refusal,
  .error {
    margin: 0 0 8px;
    padding: 8px 12px;
    border-radius: 8px;
    background: color-mix(in srgb, var(--bad) 12%, transparent);
    overflow-wrap: anywhere;
  }
`;
