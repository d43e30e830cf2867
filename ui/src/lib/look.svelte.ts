// How the window looks: theme and text size, kept on this machine for this Windows account.

/** What a person may choose. */
export const THEMES = ['system', 'light', 'dark', 'contrast'] as const;
export const TEXT_SIZES = ['normal', 'large', 'larger'] as const;

/** One theme. */
export type Theme = (typeof THEMES)[number];
/** One text size. */
export type TextSize = (typeof TEXT_SIZES)[number];

const KEY = 'so138.look';

/** The choice, and what it does to the page. */
export class Look {
  theme = $state<Theme>('system');
  text = $state<TextSize>('normal');

  /** Takes up what was chosen last and follows the system from now on. */
  start(): void {
    const kept = read();
    this.theme = THEMES.find((one) => one === kept['theme']) ?? 'system';
    this.text = TEXT_SIZES.find((one) => one === kept['text']) ?? 'normal';
    for (const query of [DARK, CONTRAST]) {
      matchMedia(query).addEventListener('change', () => this.apply());
    }
    this.apply();
  }

  /** Chooses. */
  choose(choice: { theme?: Theme; text?: TextSize }): void {
    this.theme = choice.theme ?? this.theme;
    this.text = choice.text ?? this.text;
    localStorage.setItem(KEY, JSON.stringify({ theme: this.theme, text: this.text }));
    this.apply();
  }

  private apply(): void {
    const root = document.documentElement;
    root.dataset['theme'] = this.theme === 'system' ? systemTheme() : this.theme;
    root.dataset['text'] = this.text;
  }
}

const DARK = '(prefers-color-scheme: dark)';
const CONTRAST = '(prefers-contrast: more)';

function systemTheme(): Theme {
  if (matchMedia(CONTRAST).matches) {
    return 'contrast';
  }
  return matchMedia(DARK).matches ? 'dark' : 'light';
}

function read(): Record<string, unknown> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof kept === 'object' && kept !== null ? { ...kept } : {};
  } catch {
    // Something else wrote there: the look is not worth a refusal.
    return {};
  }
}

/** The one look of the window. */
export const look = new Look();
