/**
 * Headless Chromium that asks nothing of the network by itself. With `map`, WebGL is drawn by the processor.
 * Plain JavaScript, because scripts that no test runner compiles start it too.
 */
import { chromium } from 'playwright-core';

const QUIET = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const WITHOUT_MAP = ['--disable-gpu'];
const WITH_MAP = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

export const launch = (map = false) =>
  chromium.launch({ executablePath: CHROMIUM, args: [...QUIET, ...(map ? WITH_MAP : WITHOUT_MAP)] });
