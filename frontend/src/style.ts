// What all elements look like: Home Assistant's variables, each with a plain fallback.
import { css } from "lit";

export const shared = css`
  :host {
    --text: var(--primary-text-color, #141414);
    --soft: var(--secondary-text-color, #5e5e5e);
    --line: var(--divider-color, rgba(0, 0, 0, 0.12));
    --paper: var(--card-background-color, #fff);
    --ground: var(--primary-background-color, #fafafa);
    --raised: var(--secondary-background-color, #f0f0f0);
    --accent: var(--primary-color, #009ac7);
    --on-accent: #fff;
    /* Home Assistant's own, and dark enough for words on it and in it. */
    --strong: color-mix(in srgb, var(--accent) 76%, #000);
    --bad: color-mix(in srgb, var(--error-color, #db4437) 64%, var(--text));
    --warn: var(--warning-color, #ffa600);
    --good: var(--success-color, #43a047);
    --round: var(--ha-border-radius-lg, 12px);
    color: var(--text);
    font-family: var(--ha-font-family-body, Roboto, Noto, sans-serif);
    font-size: var(--ha-font-size-m, 14px);
    line-height: var(--ha-line-height-normal, 1.5);
    box-sizing: border-box;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  button,
  select,
  input,
  textarea {
    font: inherit;
    color: inherit;
  }
  button {
    min-height: 44px;
    min-width: 44px;
    padding: 0 16px;
    border: 1px solid transparent;
    border-radius: 22px;
    background: none;
    cursor: pointer;
  }
  button.filled {
    background: var(--strong);
    color: #fff;
    font-weight: 500;
  }
  button.outlined {
    border-color: var(--line);
  }
  button.danger {
    color: var(--bad);
    border-color: currentColor;
  }
  button.icon {
    padding: 0;
    display: inline-grid;
    place-items: center;
  }
  button:disabled {
    opacity: 0.5;
    cursor: default;
  }
  @media (hover: hover) {
    button:not(:disabled, .filled, [aria-pressed="true"]):hover {
      background: color-mix(in srgb, currentColor 8%, transparent);
    }
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  input,
  select,
  textarea {
    min-height: 44px;
    padding: 10px 12px;
    border: 1px solid var(--soft);
    border-radius: 8px;
    background: var(--paper);
    /* Below that Safari zooms in. */
    font-size: 16px;
  }
  a {
    color: var(--accent);
  }
  svg {
    width: 24px;
    height: 24px;
    fill: currentColor;
    flex: none;
  }
  svg.pointing:dir(rtl) {
    transform: scaleX(-1);
  }
  dialog {
    border: 0;
    border-radius: var(--round);
    padding: 16px;
    width: min(560px, calc(100vw - 32px));
    max-height: calc(100dvh - 32px);
    color: var(--text);
    background: var(--paper);
  }
  dialog::backdrop {
    background: rgba(0, 0, 0, 0.5);
  }
  .soft {
    color: var(--soft);
  }
  .bad {
    color: var(--bad);
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
      scroll-behavior: auto !important;
    }
  }
`;
