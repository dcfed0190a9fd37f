// Opens a documentation page in a real browser and checks that it shows the
// API, logs no error and asks no other host for anything.
//
//   node .ci/node/browser.js http://localhost:3000/docs
'use strict';

const { chromium } = require('playwright-core');

const page = process.argv[2];
const host = new URL(page).host;

async function main() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking'],
  });
  try {
    await look(await browser.newPage());
  } finally {
    await browser.close();
  }
}

async function look(tab) {
  const problems = [];
  tab.on('request', (r) => {
    const url = new URL(r.url());
    if (['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol) && url.host !== host) {
      problems.push(`asks ${r.url()}`);
    }
  });
  tab.on('console', (m) => m.type() === 'error' && problems.push(`console: ${m.text()}`));
  tab.on('pageerror', (e) => problems.push(`error: ${e.message}`));

  await tab.goto(page, { waitUntil: 'networkidle' });
  await tab.waitForSelector('.opblock', { timeout: 15000 });
  const operations = await tab.locator('.opblock').count();
  await tab.locator('.opblock').first().click();
  await tab.waitForSelector('.opblock.is-open', { timeout: 15000 });

  if (problems.length > 0) throw new Error(problems.join('\n'));
  console.log(`a browser shows ${operations} operations at ${page} and asked only ${host}`);
}

main().catch((e) => {
  console.error(e.message);
  process.exit(1);
});
