// What conversations and hits look like in a list.
import { css } from "lit";

export const rows = css`
  ul.rows {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  ul.rows a {
    display: grid;
    grid-template: "face name at" auto "face snippet marks" auto / 40px 1fr auto;
    column-gap: 12px;
    align-items: center;
    min-height: 64px;
    padding: 8px 16px;
    color: inherit;
    text-decoration: none;
  }
  ul.rows a:focus-visible {
    outline-offset: -2px;
  }
  ul.rows a:hover,
  ul.rows a[aria-current="true"] {
    background: var(--raised);
  }
  .face {
    grid-area: face;
    width: 40px;
    height: 40px;
    border-radius: 50%;
    display: grid;
    place-items: center;
    background: var(--raised);
    border: 1px solid var(--line);
    font-weight: 500;
  }
  .name {
    grid-area: name;
    font-weight: 500;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .at {
    grid-area: at;
    justify-self: end;
    font-size: 12px;
  }
  .snippet {
    grid-area: snippet;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .snippet [dir] {
    text-align: match-parent;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  span.snippet:has([dir]) {
    display: flex;
    gap: 4px;
  }
  .marks {
    grid-area: marks;
    display: flex;
    gap: 6px;
    align-items: center;
    justify-content: end;
  }
  .mark svg {
    width: 18px;
    height: 18px;
    vertical-align: text-bottom;
  }
  .mark.good {
    color: var(--good);
  }
  .badge {
    min-width: 20px;
    padding-inline: 6px;
    border-radius: 10px;
    background: var(--strong);
    color: #fff;
    font-size: 12px;
    line-height: 20px;
    text-align: center;
  }
`;
