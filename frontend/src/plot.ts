// Figures as they are drawn: one column for each day, whether there was anything or not.
import type { Figures } from "./types.ts";

export interface Day {
  // As the home has it: 2026-11-28.
  day: string;
  delivered: number;
  unknown: number;
  failed: number;
  received: number;
  sent: number;
  parts: number;
  cost: number;
}

/** The parts of a column, from the bottom up. */
export const KINDS = ["delivered", "unknown", "failed", "received"] as const;

/** Return the last days, today the last one; `today` is as the home has it: 2026-11-28. */
export function lastDays(today: string, count: number): string[] {
  const end = Date.parse(`${today}T00:00:00Z`);
  return Array.from({ length: count }, (_, n) =>
    new Date(end - (count - 1 - n) * 86_400_000).toISOString().slice(0, 10),
  );
}

/** Return the figures of some days, those of several accounts together. */
export function byDay(rows: readonly Figures[], days: readonly string[]): Day[] {
  const found = new Map(days.map((day) => [day, nothing(day)]));
  for (const row of rows) {
    const day = found.get(row.start.slice(0, 10));
    if (day) {
      for (const name of [...KINDS, "sent", "parts", "cost"] as const) {
        day[name] += row[name];
      }
    }
  }
  return [...found.values()];
}

/** Return how many were delivered within each time, those of all days together. */
export function delays(rows: readonly Figures[]): number[] {
  const sums = [0, 0, 0, 0, 0];
  for (const row of rows) {
    for (const [n, count] of row.delays.entries()) {
      sums[n] = (sums[n] ?? 0) + count;
    }
  }
  return sums;
}

/** Return round numbers for an axis, from 0 to no less than the greatest value. */
export function axis(greatest: number): number[] {
  if (!(greatest > 0)) {
    return [0, 1];
  }
  const rough = greatest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((one) => one >= rough) ?? 10 * power;
  const count = Math.ceil(greatest / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, n) => Number((n * step).toPrecision(12)));
}

function nothing(day: string): Day {
  return { day, delivered: 0, unknown: 0, failed: 0, received: 0, sent: 0, parts: 0, cost: 0 };
}
