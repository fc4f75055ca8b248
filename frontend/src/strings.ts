// The page's words: `config_panel` in the integration's translations, in the user's language.
import type { Hass, Localize } from "./types.ts";

const PREFIX = "component.sms_gateway.config_panel.";

export type Values = Record<string, string | number>;

let localize: Localize = () => "";
let plurals = new Intl.PluralRules("en");
let numbers = new Intl.NumberFormat("en");

/** Load the words in a user's language; until then there are none. */
export async function loadStrings(hass: Hass): Promise<void> {
  // What commands are refused with, too.
  await hass.loadBackendTranslation("exceptions", "sms_gateway");
  localize = await hass.loadBackendTranslation("config_panel", "sms_gateway");
  plurals = new Intl.PluralRules(hass.language);
  numbers = new Intl.NumberFormat(hass.language);
}

/** Return the text of a key below `config_panel`. */
export function t(key: string, values?: Values): string {
  return localize(PREFIX + key, values) || key;
}

/** Return the text for a number of things: the key has sub-keys `one`, `other` and the like. */
export function tn(key: string, count: number, values?: Values): string {
  const filled = { ...values, count: numbers.format(count) };
  const rule = plurals.select(count);
  return localize(`${PREFIX}${key}.${rule}`, filled) || t(`${key}.other`, filled);
}

/** Return what an error says: Home Assistant's words in the user's language, or else its own. */
export function explain(_hass: Hass, error: unknown): string {
  const told = (typeof error === "object" && error !== null ? error : {}) as {
    message?: string;
    translation_domain?: string;
    translation_key?: string;
    translation_placeholders?: Values;
  };
  if (told.translation_key) {
    const key = `component.${told.translation_domain}.exceptions.${told.translation_key}.message`;
    const words = localize(key, told.translation_placeholders);
    if (words) {
      return words;
    }
  }
  // A number says how the connection was lost.
  return told.message || t(typeof error === "number" ? "offline" : "error.unknown");
}
