import { mount } from 'svelte';
import App from './App.svelte';
import './styles/tokens.css';
import './styles/base.css';
import { startClock } from './lib/clock.svelte';
import { startKeyboard } from './lib/keyboard.svelte';
import { startRouter } from './lib/router.svelte';
import { start } from './lib/session.svelte';
import { startTheme } from './lib/theme.svelte';

startTheme();
startRouter();
startKeyboard();
startClock();
void start();
mount(App, { target: document.getElementById('app')! });
