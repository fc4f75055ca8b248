// Times and numbers as the user has chosen them in Home Assistant's profile.
import type { Hass } from "./types.ts";

const NUMBER_LOCALES: Record<string, string[]> = {
  comma_decimal: ["en-US", "en"],
  decimal_comma: ["de", "es", "it"],
  quote_decimal: ["de-CH", "de"],
  space_comma: ["fr", "sv", "cs"],
};

export function timeZone(hass: Hass): string | undefined {
  return hass.locale.time_zone === "server" ? hass.config.time_zone : undefined;
}

function twelveHours(hass: Hass): boolean | undefined {
  const chosen = hass.locale.time_format;
  return chosen === "12" ? true : chosen === "24" ? false : undefined;
}

function dates(hass: Hass, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const language = hass.locale.time_format === "system" ? undefined : hass.language;
  const zone = timeZone(hass);
  const hour12 = "hour" in options ? twelveHours(hass) : undefined;
  return new Intl.DateTimeFormat(language ?? hass.language, {
    ...options,
    ...(hour12 !== undefined && { hour12 }),
    ...(zone && { timeZone: zone }),
  });
}

/** Return hours and minutes. */
export function time(hass: Hass, at: string | number | Date): string {
  return dates(hass, { hour: "numeric", minute: "2-digit" }).format(new Date(at));
}

/** Return a day with its weekday, with the year where it is another one. */
export function day(hass: Hass, at: string | number | Date, now = new Date()): string {
  const moment = new Date(at);
  const year = moment.getFullYear() === now.getFullYear() ? {} : ({ year: "numeric" } as const);
  return dates(hass, { weekday: "long", day: "numeric", month: "long", ...year }).format(moment);
}

/** Return a day and a time. */
export function dateTime(hass: Hass, at: string | number | Date): string {
  return dates(hass, {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "numeric",
    minute: "2-digit",
    second: "2-digit",
  }).format(new Date(at));
}

/** Return the key of a day, for grouping: two moments of one day have one key. */
export function dayKey(hass: Hass, at: string | number | Date): string {
  return dates(hass, { year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date(at));
}

/** Return a time for today, and a short date for all else. */
export function shortTime(hass: Hass, at: string, now = new Date()): string {
  if (dayKey(hass, at) === dayKey(hass, now)) {
    return time(hass, at);
  }
  const year =
    new Date(at).getFullYear() === now.getFullYear() ? {} : ({ year: "2-digit" } as const);
  return dates(hass, { day: "numeric", month: "short", ...year }).format(new Date(at));
}

/** Return a number, or an amount of a currency (ISO 4217; anything else is written behind it). */
export function number(hass: Hass, value: number, currency?: string | null): string {
  const language = NUMBER_LOCALES[hass.locale.number_format] ?? hass.language;
  if (currency && /^[A-Z]{3}$/.test(currency)) {
    return new Intl.NumberFormat(language, {
      style: "currency",
      currency,
      maximumFractionDigits: 4,
    }).format(value);
  }
  const written = new Intl.NumberFormat(language, { maximumFractionDigits: 4 }).format(value);
  return currency ? `${written} ${currency}` : written;
}

/** Return a day of the home's calendar (2026-11-28) in short. */
export function shortDay(hass: Hass, day: string): string {
  const options = { day: "numeric", month: "short", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(hass.language, options).format(new Date(`${day}T00:00:00Z`));
}
