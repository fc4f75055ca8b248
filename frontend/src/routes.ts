// Addresses of the page: below /sms_gateway. No number and no text stands in them: what was searched
// for is kept in the state of the browser's history.
import type { Filters } from "./api.ts";

export type Route =
  | { view: "list"; filters?: Filters }
  | { view: "thread"; thread: string; message?: string; filters?: Filters; search?: string }
  | { view: "search"; search?: string }
  | { view: "new" }
  | { view: "figures" };

const FLAGS = ["failed", "unread", "stranger", "opted_out"] as const;

/** Read an address: its path below the page's, and its query. */
export function readRoute(path: string, query = ""): Route {
  const [view = "", thread, word, message] = path.split("/").filter(Boolean).map(decode);
  switch (view) {
    case "t": {
      const found = { view: "thread", thread: thread ?? "", filters: readFilters(query) } as const;
      if (!thread) {
        return { view: "list", filters: readFilters(query) };
      }
      return word === "m" && message ? { ...found, message } : found;
    }
    case "search":
    case "new":
    case "figures":
      return { view };
    default:
      return { view: "list", filters: readFilters(query) };
  }
}

/** Write an address. */
export function writeRoute(route: Route, prefix = "/sms_gateway"): string {
  switch (route.view) {
    case "thread": {
      const message = route.message ? `/m/${encodeURIComponent(route.message)}` : "";
      const query = writeFilters(route.filters);
      return `${prefix}/t/${encodeURIComponent(route.thread)}${message}${query}`;
    }
    case "list":
      return prefix + writeFilters(route.filters);
    default:
      return `${prefix}/${route.view}`;
  }
}

function readFilters(query: string): Filters {
  const found = new URLSearchParams(query);
  const filters: Filters = {};
  const account = found.get("account");
  if (account) {
    filters.account = account;
  }
  for (const flag of FLAGS) {
    if (found.has(flag)) {
      filters[flag] = true;
    }
  }
  return filters;
}

function writeFilters(filters: Filters = {}): string {
  const query = new URLSearchParams();
  if (filters.account) {
    query.set("account", filters.account);
  }
  for (const flag of FLAGS) {
    if (filters[flag]) {
      query.set(flag, "");
    }
  }
  const written = query.toString().replace(/=(?=&|$)/g, "");
  return written && `?${written}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
