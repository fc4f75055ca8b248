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

// To make one takes longer than to use it a hundred times.
const made = new Map<string, Intl.DateTimeFormat>();

function formatter(
  language: string | undefined,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = JSON.stringify([language, options]);
  let found = made.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(language, options);
    made.set(key, found);
  }
  return found;
}

/** Whether the user's clock has twelve hours: chosen, or as the language or the browser has it. */
function hasTwelveHours({ locale, language }: Hass): boolean {
  const chosen = locale.time_format;
  if (chosen === "12" || chosen === "24") {
    return chosen === "12";
  }
  const usual = formatter(chosen === "system" ? undefined : language, { hour: "numeric" });
  return usual.resolvedOptions().hour12 ?? false;
}

function hours(hass: Hass): Intl.DateTimeFormatOptions {
  return hasTwelveHours(hass)
    ? { hour: "numeric", minute: "2-digit", hourCycle: "h12" }
    : { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
}

function dates(hass: Hass, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const zone = timeZone(hass);
  return formatter(hass.language, { ...options, ...(zone && { timeZone: zone }) });
}

/** Return hours and minutes. */
export function time(hass: Hass, at: string | number | Date): string {
  return dates(hass, hours(hass)).format(new Date(at));
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
    ...hours(hass),
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
