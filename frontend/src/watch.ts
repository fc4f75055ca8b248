// Has an element drawn anew when the connection is lost, and when it is back.
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Connection, Hass } from "./types.ts";

type Host = ReactiveControllerHost & { hass: Hass };

export class ConnectionWatch implements ReactiveController {
  private readonly host: Host;
  private connection: Connection | null = null;

  constructor(host: Host) {
    this.host = host;
    host.addController(this);
  }

  get isConnected(): boolean {
    return this.host.hass.connection.connected;
  }

  hostConnected(): void {
    this.connection = this.host.hass?.connection ?? null;
    this.connection?.addEventListener("ready", this.changed);
    this.connection?.addEventListener("disconnected", this.changed);
  }

  hostDisconnected(): void {
    this.connection?.removeEventListener("ready", this.changed);
    this.connection?.removeEventListener("disconnected", this.changed);
  }

  private changed = (): void => this.host.requestUpdate();
}
