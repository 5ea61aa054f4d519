// Light, dark, or what the system says. Kept in this browser.
type Choice = 'light' | 'dark' | 'system';
const dark = matchMedia('(prefers-color-scheme: dark)');

function stored(): Choice {
  try {
    const v = localStorage.getItem('csms.theme');
    return v === 'light' || v === 'dark' ? v : 'system';
  } catch { return 'system'; }
}

const state = $state<{ choice: Choice; isDark: boolean }>({ choice: stored(), isDark: false });

function apply(): void {
  state.isDark = state.choice === 'dark' || (state.choice === 'system' && dark.matches);
  document.documentElement.dataset.theme = state.isDark ? 'dark' : 'light';
}

export const theme = { get choice() { return state.choice; }, get isDark() { return state.isDark; } };

export function startTheme(): void { dark.addEventListener('change', apply); apply(); }

export function switchTheme(): void {
  state.choice = state.isDark ? 'light' : 'dark';
  try { localStorage.setItem('csms.theme', state.choice); } catch { /* private window: not kept */ }
  apply();
}
