// What an open conversation looks like.
import { css } from "lit";

export const thread = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    height: 100%;
    position: relative;
  }
  .log {
    flex: 1;
    min-height: 80px;
    overflow-y: auto;
    overscroll-behavior: contain;
    overflow-anchor: none;
    padding: 8px 16px;
    background: var(--ground);
  }
  .log:focus-visible {
    outline-offset: -2px;
  }
  h2 {
    display: flex;
    align-items: center;
    gap: 12px;
    margin: 16px 0 8px;
    font-size: 12px;
    font-weight: 500;
    color: var(--soft);
  }
  h2::before,
  h2::after {
    content: "";
    flex: 1;
    border-block-start: 1px solid var(--line);
  }
  h2.unread {
    color: var(--text);
  }
  h2.unread::before,
  h2.unread::after {
    border-color: var(--accent);
  }
  sms-gateway-bubble.first {
    margin-block-start: 10px;
  }
  .older {
    display: block;
    margin-inline: auto;
  }
  .empty {
    margin: 0;
    padding: 16px;
    text-align: center;
  }
  .pill {
    align-self: center;
    margin-block: -52px 8px;
    z-index: 1;
    display: inline-flex;
    align-items: center;
    gap: 4px;
  }
`;
