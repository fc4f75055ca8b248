// What the dashboard's card looks like.
import { css } from "lit";

export const card = css`
  :host {
    display: block;
    height: 100%;
  }
  section {
    height: 100%;
    display: flex;
    flex-direction: column;
    overflow: hidden;
    border: var(--ha-card-border-width, 1px) solid var(--ha-card-border-color, var(--line));
    border-radius: var(--ha-card-border-radius, var(--round));
    background: var(--ha-card-background, var(--paper));
    box-shadow: var(--ha-card-box-shadow, none);
  }
  header {
    display: flex;
    justify-content: space-between;
    align-items: center;
    padding: 8px 16px;
  }
  h2 {
    margin: 0;
    font-size: 1.2em;
    font-weight: 500;
  }
  ul {
    flex: 1;
    overflow: auto;
    list-style: none;
    margin: 0;
    padding: 0 8px 8px;
  }
  li button {
    width: 100%;
    border-radius: 8px;
    text-align: start;
    padding: 6px 8px;
  }
  .first {
    display: flex;
    justify-content: space-between;
    gap: 8px;
  }
  .text {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    unicode-bidi: plaintext;
  }
  p {
    padding: 0 16px;
  }
`;
