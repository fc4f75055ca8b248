// Where on the page one is: the browser's address, and what of it stands in its history alone.
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Filters } from "./api.ts";
import { type Route, readRoute, writeRoute } from "./routes.ts";

interface Kept {
  search?: string | undefined;
  // Whether one came here from elsewhere on the page.
  smsGateway?: boolean;
}

export class Address implements ReactiveController {
  // What Home Assistant says: where the page begins, and where on it one is.
  told: { prefix: string; path: string } | null = null;
  #host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener("popstate", this.#moved);
  }

  hostDisconnected(): void {
    window.removeEventListener("popstate", this.#moved);
  }

  get route(): Route {
    const route = readRoute(this.told?.path ?? "", location.search);
    const { search } = kept();
    return typeof search === "string" && (route.view === "thread" || route.view === "search")
      ? { ...route, search }
      : route;
  }

  /** What is searched for, undefined while nothing is. */
  get search(): string | undefined {
    const { route } = this;
    switch (route.view) {
      case "search":
        return route.search ?? "";
      case "thread":
        return route.search;
      default:
        return undefined;
    }
  }

  get filters(): Filters {
    const { route } = this;
    return ("filters" in route && route.filters) || {};
  }

  go(route: Route, replaces = false): void {
    const state: Kept = {
      search: "search" in route ? route.search : undefined,
      smsGateway: replaces ? !!kept().smsGateway : true,
    };
    history[replaces ? "replaceState" : "pushState"](
      state,
      "",
      writeRoute(route, this.told?.prefix),
    );
    // Home Assistant looks where one is when it hears that.
    window.dispatchEvent(new CustomEvent("location-changed", { detail: { replace: replaces } }));
    this.#host.requestUpdate();
  }

  /** Go to where one came from, if that was on this page, else to the list. */
  back = (): void => {
    if (kept().smsGateway) {
      history.back();
    } else {
      this.go({ view: "list", filters: this.filters }, true);
    }
  };

  #moved = (): void => this.#host.requestUpdate();
}

function kept(): Kept {
  return (history.state as Kept | null) ?? {};
}
