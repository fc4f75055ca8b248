// How the page is divided.
import { css } from "lit";

// In pixels; what is less is no keyboard but a bar of the browser's.
export const SMALLEST_KEYBOARD = 100;

export const panel = css`
  :host {
    display: block;
    height: var(--page-height, 100dvh);
    container-type: inline-size;
    background: var(--ground);
    padding: var(--safe-area-inset-top, env(safe-area-inset-top, 0px))
      var(--safe-area-inset-right, env(safe-area-inset-right, 0px))
      var(--safe-area-inset-bottom, env(safe-area-inset-bottom, 0px))
      var(--safe-area-inset-left, env(safe-area-inset-left, 0px));
  }
  .page {
    display: flex;
    flex-direction: column;
    height: 100%;
  }
  .panes {
    flex: 1;
    display: flex;
    min-height: 0;
  }
  .list,
  .main {
    display: flex;
    flex-direction: column;
    min-height: 0;
    min-width: 0;
    flex: 1;
  }
  .list {
    background: var(--paper);
  }
  .at-list .main,
  .at-main .list {
    display: none;
  }
  @container (min-width: 750px) {
    .list {
      flex: 0 0 min(360px, 40%);
      border-inline-end: 1px solid var(--line);
    }
    .at-list .main,
    .at-main .list {
      display: flex;
    }
    .main .back {
      display: none;
    }
    .main header {
      padding-inline-start: 16px;
    }
    .main h1 {
      padding-inline-start: 0;
    }
  }
  .scroll {
    flex: 1;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  header {
    display: flex;
    align-items: center;
    flex: none;
    min-height: var(--header-height, 56px);
    padding-inline: 4px;
    background: var(--app-header-background-color, var(--accent));
    color: var(--app-header-text-color, #fff);
    border-block-end: 1px solid var(--line);
  }
  h1 {
    flex: 1;
    margin: 0;
    padding-inline: 12px;
    font-size: 20px;
    font-weight: 400;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .empty {
    margin: auto;
    padding: 24px;
    text-align: center;
  }
`;
